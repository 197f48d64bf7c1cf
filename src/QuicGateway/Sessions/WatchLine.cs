using System.Text.Json;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>One line of the watch service.</summary>
/// <param name="Kind">hello, changed, beat, or one of a later version.</param>
/// <param name="Uid">Whose verify answer may have changed.</param>
internal sealed record WatchLine(string Kind, string? Uid)
{
    public const string Hello = "hello";
    public const string Changed = "changed";

    /// <exception cref="IOException">when it is not such a line.</exception>
    public static WatchLine Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var kind = Text(document.RootElement, "kind") ?? throw new IOException("a line of the watch service has no kind");
            var uid = Text(document.RootElement, "uid");
            return kind == Changed && uid is null ? throw new IOException("a line of the watch service names no uid") : new WatchLine(kind, uid);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException("a line of the watch service is not JSON", e);
        }
    }

    private static string? Text(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
