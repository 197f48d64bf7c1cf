using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SocketWarp.Cli.Api;

/// <summary>Takes the API's documents apart and puts the pieces together, each as it came.</summary>
internal static class JsonParts
{
    /// <summary>One assignment of a list.</summary>
    public static string Of(string list, string id) => Elements(list, e => Text(e, "id") == id).Single();

    /// <summary>The elements of an array that are wanted.</summary>
    public static IEnumerable<string> Elements(string array, Func<JsonElement, bool> wanted)
    {
        using var document = JsonDocument.Parse(array);
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (wanted(element))
                yield return element.GetRawText();
        }
    }

    /// <summary>Elements as an array again.</summary>
    public static string Array(IEnumerable<string> elements) => $"[{string.Join(',', elements)}]";

    /// <summary>Documents as members of one.</summary>
    public static string Object(params (string Name, string Json)[] members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, json) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A document without one of its members.</summary>
    public static string Without(string json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return Object([.. document.RootElement.EnumerateObject().Where(m => m.Name != member).Select(m => (m.Name, m.Value.GetRawText()))]);
    }

    public static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;
}
