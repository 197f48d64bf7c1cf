using System.Buffers;
using System.Text.Json;

namespace SocketWarp.ScepServer.Clients;

/// <summary>What attributes must look like; what they mean is their readers' business.</summary>
internal static class ClientAttributes
{
    /// <summary>Bytes of JSON that one client's attributes have at most; a hundred target rules have half of it.</summary>
    private const int MaxBytes = 16 * 1024;

    /// <summary>Levels of values in values; half of what the answer that lists all clients may have.</summary>
    private const int MaxDepth = 32;

    /// <summary>What is wrong with those that do not <see cref="Fit"/>.</summary>
    public static readonly string Unfit = $"attributes have more than {MaxBytes} bytes, more than {MaxDepth} levels, or half a surrogate pair";

    public static bool Fit(IReadOnlyDictionary<string, JsonElement> attributes)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), new JsonWriterOptions { MaxDepth = MaxDepth });
        try
        {
            JsonSerializer.Serialize(writer, attributes, ClientJson.Default.IReadOnlyDictionaryStringJsonElement);
            return writer.BytesCommitted <= MaxBytes;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <param name="changes">Those to set, and null for those to remove.</param>
    public static IReadOnlyDictionary<string, JsonElement> Merge(
        IReadOnlyDictionary<string, JsonElement> attributes,
        IReadOnlyDictionary<string, JsonElement> changes
    )
    {
        var merged = new OrderedDictionary<string, JsonElement>(attributes);
        foreach (var (name, value) in changes)
        {
            if (value.ValueKind == JsonValueKind.Null)
                merged.Remove(name);
            else
                merged[name] = value;
        }

        return merged;
    }
}
