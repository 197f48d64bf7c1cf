using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SocketWarp.ScepServer.Clients;

/// <summary>What attributes must look like; what they mean is their readers' business.</summary>
internal static class ClientAttributes
{
    /// <summary>Bytes of JSON that one client's attributes have at most; a hundred target rules have half of it.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Levels of values in values; half of what a list of clients may have.</summary>
    private const int MaxDepth = 32;

    public static readonly string TooLong = $"attributes have more than {MaxBytes} bytes";

    public static bool TryValidate(IReadOnlyDictionary<string, JsonElement> attributes, [NotNullWhen(false)] out string? error)
    {
        try
        {
            error = Fit(attributes) ? null : TooLong;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            error = $"attributes have half a surrogate pair, or values more than {MaxDepth} levels deep";
        }

        return error is null;
    }

    /// <param name="attributes">Valid ones, each by itself.</param>
    public static bool Fit(IReadOnlyDictionary<string, JsonElement> attributes)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), new JsonWriterOptions { MaxDepth = MaxDepth });
        JsonSerializer.Serialize(writer, attributes, ClientJson.Default.IReadOnlyDictionaryStringJsonElement);
        return writer.BytesCommitted <= MaxBytes;
    }

    /// <param name="changes">Those to set, and null for those to remove.</param>
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
