"""Attaches with Google's gRPC: gateway_peer.py ADDRESS SCENARIO TOKEN [AUTHORITY]. A failed assertion is the exit code and on stderr."""
import queue
import sys

import grpc

ADDRESS, SCENARIO, TOKEN = sys.argv[1:4]
TIMEOUT = 20
PRINTED = "snapshot"


def field(number, content):
    """A length-delimited field of a protobuf message."""
    length, size = b"", len(content)
    while size > 127:
        length, size = length + bytes([size % 128 + 128]), size // 128
    return bytes([number * 8 + 2]) + length + bytes([size]) + content


def attach(channel, reports, **options):
    method = channel.stream_stream("/socketwarp.control.v1.GatewayControl/Attach")
    hello = field(1, field(1, b"python"))  # GatewayReport.attach, AttachGateway.gateway_id
    return method(iter([hello] + reports) if reports is not None else endless(hello), metadata=(("authorization", f"Bearer {TOKEN}"),), **options)


def endless(first):
    yield first
    yield from iter(queue.Queue().get, None)


def failure_of(call):
    try:
        for _ in call:
            pass
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def snapshot(channel):
    assert next(attach(channel, None, timeout=TIMEOUT))[:1] == b"\x0a"  # ControlUpdate.snapshot


def half_close(channel):
    assert failure_of(attach(channel, [], timeout=TIMEOUT)) is grpc.StatusCode.OK


def refused(channel):
    print(failure_of(attach(channel, None, timeout=TIMEOUT)).name, flush=True)


def deadline(channel):
    call = attach(channel, None, timeout=1)
    next(call)
    print(PRINTED, flush=True)
    assert failure_of(call) is grpc.StatusCode.DEADLINE_EXCEEDED
    sys.stdin.readline()


def cancel(channel):
    call = attach(channel, None, timeout=TIMEOUT)
    next(call)
    print(PRINTED, flush=True)
    call.cancel()
    assert call.code() is grpc.StatusCode.CANCELLED
    sys.stdin.readline()


def too_large(channel):
    report = field(3, field(1, b"x" * (17 * 1024 * 1024)))  # GatewayReport.session, above ControlContract.MaxMessage
    assert failure_of(attach(channel, [report], timeout=TIMEOUT)) is grpc.StatusCode.RESOURCE_EXHAUSTED


def health(channel):
    assert channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=TIMEOUT) == b"\x08\x01"  # SERVING


def reflection(channel):
    method = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
    answers = method(iter([field(7, b"")]), metadata=(("authorization", f"Bearer {TOKEN}"),), timeout=TIMEOUT)  # list_services
    try:
        print("GatewayControl" if b"socketwarp.control.v1.GatewayControl" in next(answers) else "nothing", flush=True)
    except grpc.RpcError as error:
        print(error.code().name, flush=True)


OPTIONS = (("grpc.enable_http_proxy", 0), ("grpc.max_send_message_length", -1))
if len(sys.argv) > 4:
    with open(sys.argv[4], "rb") as authority:
        peer = grpc.secure_channel(ADDRESS, grpc.ssl_channel_credentials(authority.read()), OPTIONS)
else:
    peer = grpc.insecure_channel(ADDRESS, OPTIONS)
with peer:
    globals()[SCENARIO](peer)
