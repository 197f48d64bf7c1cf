using System.Text.Json;

namespace SocketWarp.ScepServer.Clients;

/// <summary>What attributes must look like; what they mean is their readers' business.</summary>
internal static class ClientAttributes
{
    /// <summary>Bytes of JSON that one client's attributes have at most; a hundred target rules have half of it.</summary>
    public const int MaxBytes = 16 * 1024;

    public static readonly string TooLong = $"attributes have more than {MaxBytes} bytes";

    public static bool Fit(IReadOnlyDictionary<string, JsonElement> attributes) =>
        JsonSerializer.SerializeToUtf8Bytes(attributes, ClientJson.Default.IReadOnlyDictionaryStringJsonElement).Length <= MaxBytes;

    /// <summary>A merge patch (RFC 7396), but that objects are values like others.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Merge(IReadOnlyDictionary<string, JsonElement> attributes, IReadOnlyDictionary<string, JsonElement> changes)
    {
        var merged = new OrderedDictionary<string, JsonElement>(attributes);
        foreach (var (name, value) in changes)
        {
            if (value.ValueKind == JsonValueKind.Null) merged.Remove(name);
            else merged[name] = value;
        }

        return merged;
    }
}
