"""Calls Demo with Google's gRPC for the tests: peer_client.py ADDRESS SCENARIO; a failed assertion is the exit code and on stderr."""
import argparse
import queue
import sys

import grpc

import demo

TIMEOUT = 20


def text(value):
    return demo.StringValue(value=value)


def number(value):
    return demo.Int32Value(value=value)


def status_of(call):
    """The error that a call ends with."""
    try:
        result = call()
        if hasattr(result, "__next__"):
            list(result)
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


class Client:
    def __init__(self, channel):
        makers = {
            (False, False): channel.unary_unary,
            (False, True): channel.unary_stream,
            (True, False): channel.stream_unary,
            (True, True): channel.stream_stream,
        }
        for name, (streams_in, streams_out, request, response) in demo.METHODS.items():
            make = makers[streams_in, streams_out]
            setattr(self, name, make(f"/{demo.SERVICE}/{name}", request.SerializeToString, response.FromString))
        self.Missing = channel.unary_unary(f"/{demo.SERVICE}/Missing", demo.StringValue.SerializeToString, demo.StringValue.FromString)
        self.Garbled = channel.unary_unary(f"/{demo.SERVICE}/Echo", lambda raw: raw, demo.StringValue.FromString)


def unary(client):
    assert client.Echo(text("hello"), timeout=TIMEOUT).value == "hello"


def large(client):
    content = bytes(range(256)) * 15_000
    assert client.Blob(demo.BytesValue(value=content), timeout=TIMEOUT).value == content


def server_streaming(client):
    assert [answer.value for answer in client.Count(number(5000), timeout=TIMEOUT)] == list(range(1, 5001))
    assert list(client.Count(number(0), timeout=TIMEOUT)) == []


def client_streaming(client):
    assert client.Sum((number(2) for _ in range(5000)), timeout=TIMEOUT).value == 10_000
    assert client.Sum(iter(()), timeout=TIMEOUT).value == 0


def duplex(client):
    requests = queue.Queue()
    answers = client.Chat(iter(requests.get, None), timeout=TIMEOUT)
    for i in range(100):
        requests.put(text(str(i)))
        assert next(answers).value == str(i)
    requests.put(None)
    assert [answer.value for answer in answers] == ["bye"]


def metadata(client):
    answer, call = client.Echo.with_call(text("m"), timeout=TIMEOUT, metadata=(("wish", "w"), ("wish-bin", demo.BYTES)))
    initial, trailing = dict(call.initial_metadata()), dict(call.trailing_metadata())
    assert (initial["initial"], initial["initial-bin"]) == ("w", demo.BYTES), initial
    assert (trailing["trailing"], trailing["trailing-bin"]) == ("w", demo.BYTES), trailing


def failure(client):
    for code in grpc.StatusCode:
        if code is grpc.StatusCode.OK:
            continue
        error = status_of(lambda: client.Fail(text(f"{code.value[0]} Größe: 100 %\nzu viel"), timeout=TIMEOUT))
        assert error.code() is code, error
        assert error.details() == "Größe: 100 %\nzu viel", error
        assert ("reason", "asked") in error.trailing_metadata(), error


def long_detail(client):
    error = status_of(lambda: client.Fail(text("5 " + "ü" * 20_000), timeout=TIMEOUT))
    assert error.code() is grpc.StatusCode.NOT_FOUND, error
    assert error.details().startswith("üü"), error


def deadline(client):
    error = status_of(lambda: client.Hang(text(""), timeout=0.3))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED, error


def cancel(client):
    call = client.Hang.future(text(""), timeout=TIMEOUT)
    print("calling", flush=True)
    sys.stdin.readline()
    call.cancel()
    assert call.code() is grpc.StatusCode.CANCELLED, call


def cancel_stream(client):
    call = client.Flood(demo.Empty(), timeout=TIMEOUT)
    next(call)
    call.cancel()
    assert call.code() is grpc.StatusCode.CANCELLED, call
    print("calling", flush=True)
    sys.stdin.readline()


def unknown_method(client):
    error = status_of(lambda: client.Missing(text(""), timeout=TIMEOUT))
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED, error


def too_large(client):
    error = status_of(lambda: client.Blob(demo.BytesValue(value=bytes(5_000_000)), timeout=TIMEOUT))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED, error


def compressed(client):
    error = status_of(lambda: client.Echo(text("x" * 10_000), timeout=TIMEOUT, compression=grpc.Compression.Gzip))
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED, error
    assert "identity" in error.details(), error


def garbled(client):
    error = status_of(lambda: client.Garbled(b"\x0a\x05", timeout=TIMEOUT))
    assert error.code() is grpc.StatusCode.INTERNAL, error


def many(client):
    calls = [client.Echo.future(text(str(i)), timeout=TIMEOUT) for i in range(500)]
    assert [call.result().value for call in calls] == [str(i) for i in range(500)]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("address")
    arguments.add_argument("scenario")
    arguments.add_argument("--key")
    arguments.add_argument("--certificate")
    arguments.add_argument("--authority")
    given = arguments.parse_args()

    options = (("grpc.enable_http_proxy", 0),)
    if given.key:
        credentials = grpc.ssl_channel_credentials(demo.read(given.authority), demo.read(given.key), demo.read(given.certificate))
        channel = grpc.secure_channel(given.address, credentials, options)
    else:
        channel = grpc.insecure_channel(given.address, options)
    with channel:
        globals()[given.scenario](Client(channel))


if __name__ == "__main__":
    main()
