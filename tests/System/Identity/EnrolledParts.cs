using SocketWarp.AllInOne.Identity;
using SocketWarp.Client;
using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Identity;

/// <summary>ScepServer, ControlApi, gateway and connector as four processes; those that need a certificate have enrolled with a one-time secret.</summary>
internal sealed class EnrolledParts : IAsyncDisposable
{
    private EnrolledParts(EnrolledPartFiles files, RunningProcess scepServer) => (Files, ScepServer) = (files, scepServer);

    public EnrolledPartFiles Files { get; }

    public RunningProcess ScepServer { get; set; }

    public RunningParts Running { get; private set; } = null!;

    public ScepAdminClient Clients { get; private set; } = null!;

    public static CancellationToken Limit => new CancellationTokenSource(Limits.Step).Token;

    public static async Task<EnrolledParts> StartAsync(EnrolledPartFiles? wanted = null)
    {
        var files = wanted ?? new EnrolledPartFiles();
        var parts = new EnrolledParts(files, files.StartScepServer());
        await Ports.WaitForListenerAsync(files.Scep.Port);
        parts.Clients = files.Clients();
        files.GatewayFiles.Prepare(
            await parts.SecretAsync(EnrolledPartFiles.GatewayUid, new() { ["socketwarp.profile"] = "gateway", ["socketwarp.names"] = "localhost,127.0.0.1" })
        );
        files.ConnectorFiles.Prepare(await parts.SecretAsync(PartFiles.Uid, []));
        parts.Running = await RunningParts.StartAsync(files);
        return parts;
    }

    /// <summary>A new one-time secret; what the client had is revoked.</summary>
    public Task<string> SecretAsync(string uid, Dictionary<string, string> attributes) =>
        Clients.GiveSecretAsync(uid, attributes, TimeSpan.FromHours(1), Limit);

    /// <summary>Ends the connector and starts it again.</summary>
    public async Task RestartConnectorAsync(string signal)
    {
        await StopConnectorAsync(signal);
        Running.Connector = Files.StartConnector();
    }

    public async Task StopConnectorAsync(string signal)
    {
        await Running.Connector.SignalAsync(signal);
        await Running.Connector.ExitAsync(Limits.Step);
        await Running.Connector.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await Running.DisposeAsync();
        await ScepServer.DisposeAsync();
    }
}
