using System.Text;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>
/// The bytes of gRPC calls, one Latin 1 character each, for clients that stop in the middle of one: frames of RFC 9113, headers of RFC 7541 without
/// indexing.
/// </summary>
internal static class CallBytes
{
    public const string Check = "/grpc.health.v1.Health/Check";
    public const string Watch = "/grpc.health.v1.Health/Watch";
    public const string Attach = "/socketwarp.control.v1.GatewayControl/Attach";

    private const char Data = '\u0000';
    private const char Headers = '\u0001';
    private const char Settings = '\u0004';
    private const char EndStream = '\u0001';
    private const char EndHeaders = '\u0004';

    /// <summary>The length of an empty message, which is uncompressed.</summary>
    private const string EmptyMessage = "\0\0\0\0\0";

    /// <summary>What a connection begins with.</summary>
    public static string Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(Settings, '\0', 0, "");

    /// <summary>A call whose message does not come.</summary>
    public static string Begin(string path, string? token = null, int stream = 1)
    {
        var headers = new StringBuilder("\u0083\u0086"); // :method POST, :scheme http
        headers
            .Append(Header(":path", path))
            .Append(Header(":authority", "localhost"))
            .Append(Header("content-type", "application/grpc"))
            .Append(Header("te", "trailers"));
        if (token is not null)
            headers.Append(Header("authorization", $"Bearer {token}"));
        return Frame(Headers, EndHeaders, stream, headers.ToString());
    }

    /// <summary>A call with one empty message.</summary>
    public static string Whole(string path, string? token = null, int stream = 1) => Begin(path, token, stream) + Frame(Data, EndStream, stream, EmptyMessage);

    /// <summary>A call that goes on after this message.</summary>
    public static string Open(string path, string token, string message) =>
        Begin(path, token) + Frame(Data, '\0', 1, $"\0\0\0\0{(char)message.Length}{message}");

    private static string Header(string name, string value) => $"\0{(char)name.Length}{name}{(char)value.Length}{value}";

    private static string Frame(char type, char flags, int stream, string payload) =>
        $"\0{(char)(payload.Length >> 8)}{(char)(payload.Length & 0xff)}{type}{flags}\0\0\0{(char)stream}{payload}";
}
