using System.CommandLine;
using SocketWarp.Pki.Authority;

namespace SocketWarp.Cli.Pki;

/// <summary>Kinds of keys by the names that people know.</summary>
internal static class KeyOption
{
    private static readonly Dictionary<string, KeyKind> Kinds = new()
    {
        ["p256"] = KeyKind.EcdsaP256,
        ["p384"] = KeyKind.EcdsaP384,
        ["rsa2048"] = KeyKind.Rsa2048,
        ["rsa3072"] = KeyKind.Rsa3072,
        ["rsa4096"] = KeyKind.Rsa4096,
    };

    public static Option<string?> Create()
    {
        var option = new Option<string?>("--key-type") { Description = $"{string.Join(", ", Kinds.Keys)} [default: p256]", HelpName = "KIND" };
        option.CompletionSources.Add([.. Kinds.Keys]);
        return option;
    }

    public static KeyKind Of(string? name) =>
        name is null ? KeyKind.EcdsaP256
        : Kinds.TryGetValue(name, out var kind) ? kind
        : throw new WarpException(ExitCode.BadArgument, $"--key-type is \"{name}\"", $"write one of {string.Join(", ", Kinds.Keys)}");
}
