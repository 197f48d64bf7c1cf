using System.Diagnostics;
using System.Globalization;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>A started <see cref="PeerProgram"/>.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private PeerProcess(Process process, DirectoryInfo folder) => (_process, _folder) = (process, folder);

    /// <summary>Where it listens or is connected to.</summary>
    public int Port { get; private set; }

    public static Task<PeerProcess> ListenAsync(EngineKind kind, Credentials credentials, SessionLimits limits) =>
        StartAsync(kind, credentials, limits, "listen");

    public static Task<PeerProcess> ConnectAsync(EngineKind kind, Credentials credentials, SessionLimits limits, int port) =>
        StartAsync(kind, credentials, limits, "connect", port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Like a power cut: the process gets no chance to say anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().InTime();
    }

    /// <summary>SIGSTOP: its sockets live on, it answers nothing.</summary>
    public Task StopAsync() => SignalAsync("-STOP");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<PeerProcess> StartAsync(EngineKind kind, Credentials credentials, SessionLimits limits, params string[] role)
    {
        var folder = Directory.CreateTempSubdirectory("socketwarp-peer-");
        CredentialFiles.Save(credentials, folder.FullName);
        string[] arguments = [PeerProgram.Verb, kind.ToString(), folder.FullName, Milliseconds(limits.IdleTimeout), Milliseconds(limits.KeepAlive), .. role];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new PeerProcess(Process.Start(start)!, folder);
        var line = await peer._process.StandardOutput.ReadLineAsync().InTime();
        peer.Port = int.Parse(line ?? throw new InvalidOperationException("the peer process ended at once"), CultureInfo.InvariantCulture);
        return peer;
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().InTime();
        Assert.Equal(0, kill.ExitCode);
    }
}
