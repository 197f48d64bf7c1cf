using System.Text;
using System.Text.Json;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>Status, type and body of an answer.</summary>
internal sealed record ApiAnswer(int Status, string? MediaType, byte[] Bytes)
{
    public string Body => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Body);

    public string? Message => Json.GetProperty("message").GetString();

    public override string ToString() => $"{Status} {Body}";
}
