using SocketWarp.AllInOne.Composition;
using SocketWarp.AllInOne.Listener;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne;

/// <summary>
/// Everything in one process, or, with the word <c>listener</c> before the settings, what stands in the place of socket-warp's <c>sw_listener</c>.
/// </summary>
public static class AllInOneProgram
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string[] settings = args is ["listener", .. var rest] ? rest : args;
        var isListener = settings.Length < args.Length;
        if (await (isListener ? ListenerHelp.Text : AllInOneHelp.Text).AnswerAsync(settings) is { } code)
            return code;
        return isListener
            ? await ServiceRunner.RunHostsAsync("socketwarp-listener", () => ListenerHosts.Build(settings), PeerChainValidator.WarmUp)
            : await ServiceRunner.RunHostsAsync("socketwarp-allinone", () => AllInOneHosts.Build(settings), PeerChainValidator.WarmUp);
    }
}
