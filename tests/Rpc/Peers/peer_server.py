"""Serves Demo with Google's gRPC for the tests. Says "port N" when it listens, then a line per event; ends when its input does."""
import argparse
import sys
import threading
from concurrent import futures

import grpc

import demo

CODES = {code.value[0]: code for code in grpc.StatusCode}


def say(line):
    print(line, flush=True)


def watch(context, name):
    ended = threading.Event()

    def end():
        say(f"{name} ended")
        ended.set()

    say(f"{name} started")
    context.add_callback(end)
    return ended


def echo(request, context):
    received = dict(context.invocation_metadata())
    if "wish" in received:
        context.send_initial_metadata((("initial", received["wish"]), ("initial-bin", received["wish-bin"])))
        context.set_trailing_metadata((("trailing", received["wish"]), ("trailing-bin", received["wish-bin"])))
    return request


def blob(request, context):
    return request


def fail(request, context):
    code, detail = request.value.split(" ", 1)
    context.set_trailing_metadata((("reason", "asked"),))
    context.abort(CODES[int(code)], detail)


def hang(request, context):
    ended = watch(context, "Hang")
    if context.time_remaining() < 60:
        say("Hang has a deadline")
    ended.wait()
    return request


def count(request, context):
    for number in range(1, request.value + 1):
        yield demo.Int32Value(value=number)


def flood(request, context):
    ended = watch(context, "Flood")
    while not ended.is_set():
        yield demo.BytesValue(value=bytes(65536))


def total(requests, context):
    return demo.Int32Value(value=sum(request.value for request in requests))


def chat(requests, context):
    for request in requests:
        yield request
    yield demo.StringValue(value="bye")


BEHAVIOURS = {"Echo": echo, "Blob": blob, "Fail": fail, "Hang": hang, "Count": count, "Flood": flood, "Sum": total, "Chat": chat}
MAKERS = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


def handlers():
    for name, (streams_in, streams_out, request, response) in demo.METHODS.items():
        yield name, MAKERS[streams_in, streams_out](BEHAVIOURS[name], request.FromString, response.SerializeToString)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--key")
    arguments.add_argument("--certificate")
    arguments.add_argument("--authority")
    arguments.add_argument("--compress", action="store_true")
    given = arguments.parse_args()

    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=16),
        compression=grpc.Compression.Gzip if given.compress else None,
        options=(("grpc.so_reuseport", 0),))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(demo.SERVICE, dict(handlers())),))
    if given.key:
        pair = (demo.read(given.key), demo.read(given.certificate))
        credentials = grpc.ssl_server_credentials((pair,), demo.read(given.authority), require_client_auth=True)
        port = server.add_secure_port("127.0.0.1:0", credentials)
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    say(f"port {port}")
    sys.stdin.read()
    server.stop(grace=0).wait()


if __name__ == "__main__":
    main()
