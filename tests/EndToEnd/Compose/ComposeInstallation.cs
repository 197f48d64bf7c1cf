using System.Net;
using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Compose;

/// <summary>What README.md says about containers, done; and gone afterwards with all volumes.</summary>
public sealed class ComposeInstallation : IAsyncLifetime
{
    /// <summary>All services are healthy after a fraction of it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Another one than users have, and ports that are free.</summary>
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["COMPOSE_PROJECT_NAME"] = $"socketwarp-{Environment.ProcessId}",
        ["API_PORT"] = $"{Ports.FreeTcp()}",
        ["SCEP_PORT"] = $"{Ports.FreeTcp()}",
        ["GATEWAY_PORT"] = $"{Ports.FreeUdp()}",
        ["VISITOR_PORT"] = $"{Ports.FreeTcp()}",
        // Each check starts a program, which for tests is compiled only then.
        ["HEALTH_INTERVAL"] = "4s",
    };

    public IPEndPoint VisitorPort => new(IPAddress.Loopback, int.Parse(_environment["VISITOR_PORT"]!, null));

    /// <summary>The UDP port where connectors of other machines dial.</summary>
    public string GatewayPort => _environment["GATEWAY_PORT"]!;

    /// <summary>What the lines of README.md printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Runs <c>docker compose</c>, which must end well.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(arguments);
        return code == 0 ? output : throw new InvalidOperationException($"docker compose {string.Join(' ', arguments)} ended with {code}: {error}{output}");
    }

    public Task<(int Code, string Output, string Error)> TryAsync(params string[] arguments) =>
        RunningProcess.RunAsync("docker", ["compose", .. arguments], _environment, Repository.Root, Limit);

    /// <summary>Runs a script of a document.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> RunScriptAsync(string document, string name)
    {
        var blocks = DocumentBlock.All().Where(b => b.Document == document && b.Language == "sh" && b.Name == name);
        var lines = string.Concat(blocks.Select(b => b.Text))
            // test.sh has done it: it may need the network, which private containers lack.
            .Replace("setup/publish.sh artifacts/programs\n", "", StringComparison.Ordinal)
            .Replace("127.0.0.1:9000", $"{VisitorPort}", StringComparison.Ordinal);
        var (code, output, error) = await RunningProcess.RunAsync("sh", ["-euc", lines], _environment, Repository.Root, Limit);
        return code == 0 ? output : throw new InvalidOperationException($"{document} {name} ended with {code}: {error}{output}{await LogsAsync()}");
    }

    public async ValueTask InitializeAsync() => Output = await RunScriptAsync("README.md", "containers");

    public async ValueTask DisposeAsync() => await TryAsync("down", "--volumes", "--timeout", "1");

    private async Task<string> LogsAsync() => (await TryAsync("logs", "--tail", "20")).Output;
}
