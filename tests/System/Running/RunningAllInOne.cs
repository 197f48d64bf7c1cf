using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Running;

/// <summary>AllInOne as a process of its own, on free ports and with an empty state directory.</summary>
public sealed class RunningAllInOne : IAsyncLifetime
{
    private readonly TestDirectory _state = new();
    private RunningProcess? _tool;
    private Endpoints? _endpoints;
    private ApiClient? _api;

    internal Endpoints Endpoints => _endpoints!;

    internal ApiClient Api => _api!;

    internal RunningProcess Process => _tool!;

    internal string StateDirectory => _state.Path;

    public async ValueTask InitializeAsync()
    {
        _tool = Start(_state.Path);
        await _tool.LineAsync(IsReady, Limits.Start);
        _endpoints = Endpoints.Read(_state.File("endpoints.json"));
        _api = new ApiClient(Endpoints.Api, (await File.ReadAllTextAsync(Endpoints.TokenFile)).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_tool is not null)
            await _tool.DisposeAsync();
        _state.Dispose();
    }

    internal static RunningProcess Start(string state, params string[] settings) =>
        RunningProcess.Start(Repository.Executable("AllInOne"), ["--AppHost:StateDirectory", state, "--AppHost:FreePorts", "true", .. settings]);

    /// <summary>The first line of the banner: everything that it names is there.</summary>
    internal static bool IsReady(string line) => line.StartsWith("SocketWarp is running", StringComparison.Ordinal);
}
