using SocketWarp.Bench.Load;

namespace SocketWarp.Bench.Tunnels;

/// <summary>Two network namespaces, an outside and an inside, joined by an emulated path. Whatever happens, both are removed.</summary>
internal sealed class NetworkPath : IAsyncDisposable
{
    public const string Outside = "10.78.0.1";
    public const string Inside = "10.78.0.2";

    private const string Prefix = "swbench-";

    private readonly string _outside = $"{Prefix}{Environment.ProcessId}-out";
    private readonly string _inside = $"{Prefix}{Environment.ProcessId}-in";
    private LoadProcess? _emulator;

    private NetworkPath() { }

    /// <summary>What to start programs of the outside under.</summary>
    public IReadOnlyList<string> WithinOutside => Within(_outside);

    public IReadOnlyList<string> WithinInside => Within(_inside);

    /// <summary>What is missing here, for people; empty when all is there.</summary>
    public static IReadOnlyList<string> Missing() =>
        [
            .. OperatingSystem.IsLinux() ? Array.Empty<string>() : ["Linux"],
            .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["root (network namespaces and devices are made)"],
            .. File.Exists(TunDevice.Path) ? Array.Empty<string>() : [$"{TunDevice.Path} (modprobe tun)"],
            .. Programs.Exists("ip") ? Array.Empty<string>() : ["the program ip (Debian: iproute2)"],
        ];

    public static async Task<NetworkPath> CreateAsync(PathScenario scenario, CancellationToken cancellation)
    {
        var path = new NetworkPath();
        try
        {
            await path.JoinAsync(scenario, cancellation);
            return path;
        }
        catch
        {
            await path.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator != null)
            await _emulator.DisposeAsync();
        foreach (var name in (string[])[_outside, _inside])
            await Programs.RunAsync("ip", ["netns", "delete", name], CancellationToken.None);
    }

    private async Task JoinAsync(PathScenario scenario, CancellationToken cancellation)
    {
        string outside = $"swo{Environment.ProcessId}",
            inside = $"swi{Environment.ProcessId}";
        _emulator = LoadProcess.Start(LoadRoles.Emulator, [outside, inside, scenario.DelayMilliseconds, scenario.Loss, scenario.Megabits, scenario.QueueBytes]);
        await _emulator.ReadAsync<int>(cancellation);
        await MoveAsync(_outside, outside, Outside, cancellation);
        await MoveAsync(_inside, inside, Inside, cancellation);
    }

    private static async Task MoveAsync(string name, string device, string address, CancellationToken cancellation)
    {
        await Programs.MustRunAsync("ip", ["netns", "add", name], cancellation);
        await Programs.MustRunAsync("ip", ["link", "set", device, "netns", name], cancellation);
        await Programs.MustRunAsync("ip", ["-n", name, "address", "add", $"{address}/24", "dev", device], cancellation);
        await Programs.MustRunAsync("ip", ["-n", name, "link", "set", device, "mtu", "1500", "txqueuelen", "5000", "up"], cancellation);
        await Programs.MustRunAsync("ip", ["-n", name, "link", "set", "lo", "up"], cancellation);
    }

    private static string[] Within(string name) => ["ip", "netns", "exec", name];
}
