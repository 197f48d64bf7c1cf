using System.Globalization;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>A started <see cref="PeerProgram"/>.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("socketwarp-peer-");
    private readonly string[] _arguments;
    private RunningProcess _process = null!;

    private PeerProcess(EngineKind kind, Credentials credentials, SessionLimits limits, string role)
    {
        CredentialFiles.Save(credentials, _folder.FullName);
        _arguments = [PeerProgram.Verb, kind.ToString(), _folder.FullName, Milliseconds(limits.IdleTimeout), Milliseconds(limits.KeepAlive), role];
    }

    /// <summary>Where it listens or is connected to.</summary>
    public int Port { get; private set; }

    public static Task<PeerProcess> ListenAsync(EngineKind kind, Credentials credentials, SessionLimits limits) =>
        new PeerProcess(kind, credentials, limits, "listen").StartAsync(0);

    public static Task<PeerProcess> ConnectAsync(EngineKind kind, Credentials credentials, SessionLimits limits, int port) =>
        new PeerProcess(kind, credentials, limits, "connect").StartAsync(port);

    /// <summary>A gateway and a connector; <see cref="Port"/> is for visitors.</summary>
    public static Task<PeerProcess> RelayAsync(EngineKind kind, Credentials credentials, int target) =>
        new PeerProcess(kind, credentials, new SessionLimits(), "relay").StartAsync(target);

    /// <summary>Like a power cut: the process gets no chance to say anything.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>A new life at the same port, with the same secret for stateless resets.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        await StartAsync(Port);
    }

    /// <summary>SIGSTOP: its sockets live on, it answers nothing.</summary>
    public async Task StopAsync()
    {
        await _process.SignalAsync("STOP");
        // A thread stops on its way back from the system: what it was sending there still goes out.
        while (OperatingSystem.IsLinux() && !Directory.GetDirectories($"/proc/{_process.Id}/task").All(IsStopped))
            await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<PeerProcess> StartAsync(int port)
    {
        string[] arguments = [.. _arguments, port.ToString(CultureInfo.InvariantCulture)];
        _process = RunningProcess.Start(Environment.ProcessPath!, arguments, input: true);
        Port = int.Parse(await _process.LineAsync(), CultureInfo.InvariantCulture);
        return this;
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>The state stands behind the name in parentheses: proc(5).</summary>
    private static bool IsStopped(string task)
    {
        var stat = File.ReadAllText(Path.Combine(task, "stat"));
        return stat[stat.LastIndexOf(')') + 2] == 'T';
    }
}
