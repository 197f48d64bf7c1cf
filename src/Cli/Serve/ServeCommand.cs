using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Cli.Serve;

/// <summary>A command that runs a service until it is asked to end. What it does not know itself are settings of the service.</summary>
internal static class ServeCommand
{
    private const string SettingsHelp = "Settings come as --Section:Key VALUE, as SOCKETWARP_Section__Key, or from socketwarp.json; docs/operations.md lists them.";

    public static Command Create(string name, string description, Func<IReadOnlyList<string>, IHost> build, IEnumerable<string> mainSettings)
    {
        var command = new Command(name, $"{description} {SettingsHelp} The main ones: {string.Join(", ", mainSettings)}.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, _) => ServiceRunner.RunAsync("warp", () => build(parsed.UnmatchedTokens), PeerChainValidator.WarmUp));
        return command;
    }
}
