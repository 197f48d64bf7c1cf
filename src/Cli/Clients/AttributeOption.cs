using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocketWarp.Cli.Clients;

/// <summary>Reads <c>--attribute NAME=VALUE</c>; values are texts.</summary>
internal static class AttributeOption
{
    /// <exception cref="WarpException">One of them has no name, or comes twice.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Read(IEnumerable<string> texts)
    {
        var attributes = new Dictionary<string, JsonElement>();
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new WarpException(ExitCode.BadArgument, $"--attribute is \"{text}\"", "write NAME=VALUE");
            if (!attributes.TryAdd(text[..at], JsonElement.Parse(JsonValue.Create(text[(at + 1)..]).ToJsonString())))
                throw new WarpException(ExitCode.BadArgument, $"--attribute {text[..at]} is given twice", "give each attribute once; several values are one text, such as 20000-20100,443");
        }

        return attributes;
    }
}
