using Google.Protobuf.WellKnownTypes;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>A contract of well-known types; Peers/peer_server.py serves the same.</summary>
internal static class Demo
{
    public const string Service = "rpc.test.Demo";

    public static readonly RpcMethod<StringValue, StringValue> Echo = RpcMethod.Unary<StringValue, StringValue>(Service, "Echo");

    public static readonly RpcMethod<BytesValue, BytesValue> Blob = RpcMethod.Unary<BytesValue, BytesValue>(Service, "Blob");

    /// <summary>Asks for a status: "code detail".</summary>
    public static readonly RpcMethod<StringValue, StringValue> Fail = RpcMethod.Unary<StringValue, StringValue>(Service, "Fail");

    /// <summary>Never answers by itself.</summary>
    public static readonly RpcMethod<StringValue, StringValue> Hang = RpcMethod.Unary<StringValue, StringValue>(Service, "Hang");

    /// <summary>Counts from one to the request.</summary>
    public static readonly RpcMethod<Int32Value, Int32Value> Count = RpcMethod.ServerStreaming<Int32Value, Int32Value>(Service, "Count");

    /// <summary>Sends blobs of 64 KiB without end.</summary>
    public static readonly RpcMethod<Empty, BytesValue> Flood = RpcMethod.ServerStreaming<Empty, BytesValue>(Service, "Flood");

    public static readonly RpcMethod<Int32Value, Int32Value> Sum = RpcMethod.ClientStreaming<Int32Value, Int32Value>(Service, "Sum");

    /// <summary>Answers each message at once, and "bye" after the last.</summary>
    public static readonly RpcMethod<StringValue, StringValue> Chat = RpcMethod.Duplex<StringValue, StringValue>(Service, "Chat");

    /// <summary>Is in no server.</summary>
    public static readonly RpcMethod<StringValue, StringValue> Missing = RpcMethod.Unary<StringValue, StringValue>(Service, "Missing");

    public static StringValue Text(string value) => new() { Value = value };

    public static Int32Value Number(int value) => new() { Value = value };
}
