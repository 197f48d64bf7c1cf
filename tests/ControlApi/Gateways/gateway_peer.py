"""Calls with Google's gRPC: gateway_peer.py ADDRESS SCENARIO TOKEN AUTHORITY; an empty TOKEN or AUTHORITY is left out. A failed assertion ends it with an error."""
import queue
import sys

import grpc

ADDRESS, SCENARIO, TOKEN, AUTHORITY = sys.argv[1:5]
TIMEOUT = 20
CONTROL = "/socketwarp.control.v1.GatewayControl/"
METADATA = (("authorization", f"Bearer {TOKEN}"),) if TOKEN else ()
OPTIONS = (("grpc.enable_http_proxy", 0), ("grpc.max_send_message_length", -1))


def field(number, content):
    """A length-delimited field of a protobuf message."""
    length, size = b"", len(content)
    while size > 127:
        length, size = length + bytes([size % 128 + 128]), size // 128
    return bytes([number * 8 + 2]) + length + bytes([size]) + content


def attach(channel, *reports, ends=False, timeout=TIMEOUT):
    hello = field(1, field(1, b"python"))  # GatewayReport.attach, AttachGateway.gateway_id
    return channel.stream_stream(CONTROL + "Attach")(stream([hello, *reports], ends), metadata=METADATA, timeout=timeout)


def stream(messages, ends):
    yield from messages
    if not ends:
        queue.Queue().get()


def status(call):
    """Reads to the end, and returns how the call ended."""
    try:
        for _ in call:
            pass
    except grpc.RpcError as error:
        return error.code()
    return call.code()


def say(line):
    print(line, flush=True)


def snapshot(channel):
    assert next(attach(channel))[:1] == b"\x0a"  # ControlUpdate.snapshot


def half_close(channel):
    updates = list(attach(channel, ends=True))
    assert len(updates) <= 1 and status(attach(channel, ends=True)) is grpc.StatusCode.OK


def refused(channel):
    say(status(attach(channel)).name)


def deadline(channel):
    call = attach(channel, timeout=1)
    next(call)
    say(status(call).name)
    sys.stdin.readline()  # The connection stays: the server learns from the call itself that it is over.


def cancel(channel):
    call = attach(channel)
    next(call)
    call.cancel()
    say(status(call).name)
    sys.stdin.readline()


def stopping(channel):
    call = attach(channel)
    next(call)
    say("snapshot")
    say(f"{status(call).name}: {call.details()}")


def too_large(channel):
    report = field(3, field(1, b"x" * (17 * 1024 * 1024)))  # GatewayReport.session, above ControlContract.MaxMessage
    assert status(attach(channel, report)) is grpc.StatusCode.RESOURCE_EXHAUSTED


def almost_too_large(channel):
    call = attach(channel, field(3, field(1, b"x" * (15 * 1024 * 1024))), ends=True)
    assert status(call) is grpc.StatusCode.OK


def unknown_method(channel):
    assert status(channel.stream_stream(CONTROL + "Detach")(iter([]), metadata=METADATA, timeout=TIMEOUT)) is grpc.StatusCode.UNIMPLEMENTED


def health(channel):
    for request in (b"", field(1, b"socketwarp.control.v1.GatewayControl")):  # HealthCheckRequest.service
        assert channel.unary_unary("/grpc.health.v1.Health/Check")(request, timeout=TIMEOUT) == b"\x08\x01"  # SERVING


def reflection(channel):
    call = channel.stream_stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    answers = call(iter([field(7, b"")]), metadata=METADATA, timeout=TIMEOUT)  # list_services
    try:
        say("listed" if b"socketwarp.control.v1.GatewayControl" in next(answers) else "nothing")
    except grpc.RpcError as error:
        say(error.code().name)


def open_channel():
    if not AUTHORITY:
        return grpc.insecure_channel(ADDRESS, OPTIONS)
    with open(AUTHORITY, "rb") as authority:
        return grpc.secure_channel(ADDRESS, grpc.ssl_channel_credentials(authority.read()), OPTIONS)


with open_channel() as peer:
    globals()[SCENARIO](peer)
