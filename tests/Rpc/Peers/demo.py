"""The contract of Demo.cs, for grpcio's generic handlers."""
from google.protobuf.empty_pb2 import Empty
from google.protobuf.wrappers_pb2 import BytesValue, Int32Value, StringValue

SERVICE = "rpc.test.Demo"
BYTES = b"\x00\x01\xfe\xff"

# name: (request streams, response streams, request type, response type)
METHODS = {
    "Echo": (False, False, StringValue, StringValue),
    "Blob": (False, False, BytesValue, BytesValue),
    "Fail": (False, False, StringValue, StringValue),
    "Hang": (False, False, StringValue, StringValue),
    "Count": (False, True, Int32Value, Int32Value),
    "Flood": (False, True, Empty, BytesValue),
    "Sum": (True, False, Int32Value, Int32Value),
    "Chat": (True, True, StringValue, StringValue),
}


def read(path):
    with open(path, "rb") as file:
        return file.read()
