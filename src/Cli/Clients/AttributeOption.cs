using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocketWarp.Cli.Clients;

/// <summary><c>--attribute NAME=VALUE</c>; values are texts.</summary>
internal static class AttributeOption
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    public static Option<string[]> Create() =>
        new("--attribute") { Description = "such as socketwarp.ports=20000-20100, once for each", HelpName = "NAME=VALUE" };

    /// <param name="removed">Names of those to take away: null on the wire.</param>
    /// <exception cref="WarpException">when one of them has no name, or comes twice.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Read(IEnumerable<string>? texts, IEnumerable<string>? removed = null)
    {
        var attributes = new Dictionary<string, JsonElement>();
        foreach (var text in texts ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new WarpException(ExitCode.BadArgument, $"--attribute is \"{text}\"", "write NAME=VALUE");
            if (!attributes.TryAdd(text[..at], JsonElement.Parse(JsonValue.Create(text[(at + 1)..]).ToJsonString())))
                throw new WarpException(
                    ExitCode.BadArgument,
                    $"--attribute {text[..at]} is given twice",
                    "give each attribute once; several values are one text, such as 20000-20100,443"
                );
        }

        foreach (var name in removed ?? [])
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
                throw new WarpException(ExitCode.BadArgument, $"--remove is \"{name}\"", "write NAME");
            if (!attributes.TryAdd(name, Null))
                throw new WarpException(ExitCode.BadArgument, $"--remove {name} names what is named already", "give each attribute once");
        }

        return attributes;
    }
}
