using System.Net;
using DotNet.Testcontainers.Containers;

namespace SocketWarp.EndToEnd.Support;

/// <summary>A container of an installation. It keeps its files when it is killed and started again.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Container">The container.</param>
public sealed record Service(string Name, IContainer Container)
{
    /// <summary>Its address, which another start may change.</summary>
    public IPAddress Address { get; private set; } = IPAddress.None;

    /// <summary>What it logged, for a failure.</summary>
    public async Task<string> LogAsync() => string.Join('\n', (await Engine.TryAsync("logs", "--tail", "15", Container.Id)) is var (_, o, e) ? [o, e] : []);

    public async Task StartAsync()
    {
        await Container.StartAsync();
        await LookUpAsync();
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => Engine.RunAsync("kill", "--signal", "KILL", Container.Id);

    public async Task StartAgainAsync()
    {
        await Engine.RunAsync("start", Container.Id);
        await LookUpAsync();
    }

    /// <summary>Stops it in the middle of whatever it does.</summary>
    public Task PauseAsync() => Engine.RunAsync("pause", Container.Id);

    public Task ContinueAsync() => Engine.RunAsync("unpause", Container.Id);

    /// <summary>Drops without a word what comes from another one, as a broken network does.</summary>
    public Task CutAsync(Service other) => FilterAsync("-A", other);

    public Task HealAsync(Service other) => FilterAsync("-D", other);

    private Task<string> FilterAsync(string change, Service other) =>
        Engine.RunAsync([
            "run",
            "--rm",
            "--network",
            $"container:{Container.Id}",
            "--cap-add",
            "NET_ADMIN",
            "--entrypoint",
            "iptables-nft",
            Engine.Tools,
            .. Rule(change, other),
        ]);

    private static string[] Rule(string change, Service other) => ["-w", change, "INPUT", "-s", $"{other.Address}", "-j", "DROP"];

    /// <summary>Asks for its address again, which another start may have changed.</summary>
    public async Task LookUpAsync() =>
        Address = IPAddress.Parse(await Engine.RunAsync("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", Container.Id));
}
