using System.CommandLine;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Cli.Pki;

/// <summary>What a peer would want of a certificate.</summary>
internal static class PeerOptions
{
    public static Option<string?> Name() => new("--name") { Description = "a name or address that it must be for", HelpName = "NAME" };

    public static string? NameOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } name && !HostNames.IsValid(name)
            ? throw new WarpException(ExitCode.BadArgument, $"--name is \"{name}\"", "write a DNS name or an IP address")
            : parsed.GetValue(option);

    public static Option<string?> Purpose() => new("--purpose") { Description = "client or server [default: what it is meant for]", HelpName = "PURPOSE" };

    public static PeerUsage? PurposeOf(string? text) =>
        text switch
        {
            null => null,
            "client" => PeerUsage.ClientAuthentication,
            "server" => PeerUsage.ServerAuthentication,
            _ => throw new WarpException(ExitCode.BadArgument, $"--purpose is \"{text}\"", "write client or server"),
        };
}
