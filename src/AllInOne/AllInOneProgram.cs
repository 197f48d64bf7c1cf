using SocketWarp.AllInOne.Composition;
using SocketWarp.AllInOne.Demo;
using SocketWarp.AllInOne.Listener;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne;

/// <summary>
/// Everything in one process. With the word <c>listener</c> before the settings, what stands in the place of socket-warp's <c>sw_listener</c>; with the
/// word <c>target</c>, the demo target alone.
/// </summary>
public static class AllInOneProgram
{
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args) =>
        args switch
        {
            ["listener", .. var settings] => RunAsync(
                ListenerHelp.Text,
                settings,
                () => ServiceRunner.RunHostsAsync("socketwarp-listener", () => ListenerHosts.Build(settings), PeerChainValidator.WarmUp)
            ),
            ["target", .. var settings] => RunAsync(
                TargetHost.Help,
                settings,
                () => ServiceRunner.RunAsync("socketwarp-target", () => TargetHost.Build(settings))
            ),
            _ => RunAsync(
                AllInOneHelp.Text,
                args,
                () => ServiceRunner.RunHostsAsync("socketwarp-allinone", () => AllInOneHosts.Build(args), PeerChainValidator.WarmUp)
            ),
        };

    private static async Task<int> RunAsync(ServiceHelp help, string[] settings, Func<Task<int>> run) => await help.AnswerAsync(settings) ?? await run();
}
