using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.TestSupport;
using SocketWarp.Transport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>What an end-to-end test stands in: certificates, a verify service, a control server, a gateway and an echoing target.</summary>
public abstract class Surroundings : IAsyncLifetime
{
    internal TestFiles Files { get; } = new();

    internal VerifyEndpoint Verify { get; private set; } = null!;

    internal ControlServer Control { get; private protected set; } = null!;

    internal GatewayHost Gateway { get; private protected set; } = null!;

    /// <summary>The engine that gateway and connectors take here: the document says what differs by it.</summary>
    internal string Engine => Gateway.Services.GetRequiredKeyedService<ITransportEngine>(GatewaySettings.Section).Name;

    internal TcpTarget Target { get; } = new(serve: TcpTarget.EchoAsync);

    internal string EchoAddress => Target.EndPoint.ToString();

    public virtual async ValueTask InitializeAsync()
    {
        Verify = await VerifyEndpoint.StartAsync();
        Control = await ControlServer.StartAsync();
        Gateway = await StartGatewayAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Control.DisposeAsync();
        await Verify.DisposeAsync();
        await Target.DisposeAsync();
        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the test wants to be different.</summary>
    internal virtual void Configure(GatewaySettings settings) { }

    internal Task<GatewayHost> StartGatewayAsync(int port = 0) =>
        GatewayHost.StartAsync(
            Files,
            Control.Address,
            Verify.Url,
            settings =>
            {
                settings.Port = port;
                Configure(settings);
            }
        );

    /// <summary>A gateway as a process of its own, attached to <see cref="Control"/>.</summary>
    internal RunningProcess StartGatewayProcess(int port, params string[] more) => StartGatewayProcess(port, new Dictionary<string, string?>(), more);

    /// <param name="environment">Added to ours.</param>
    internal RunningProcess StartGatewayProcess(int port, Dictionary<string, string?> environment, params string[] more)
    {
        var (certificate, key) = Files.Server();
        return RunningProcess.Start(
            typeof(GatewayStatus),
            Files.Folder,
            [
                "--Gateway:Address",
                "127.0.0.1",
                "--Gateway:Port",
                $"{port}",
                "--Gateway:CertificatePath",
                certificate,
                "--Gateway:KeyPath",
                key,
                "--Gateway:CaPath",
                Files.Authority,
                "--Gateway:Admission:VerifyUrl",
                Verify.Url.ToString(),
                "--Gateway:Control:Address",
                Control.Address.ToString(),
                "--Gateway:Control:TokenPath=",
                "--Gateway:Visitors:Address",
                "127.0.0.1",
                .. more,
            ],
            environment
        );
    }

    internal Task<RunningConnector> StartConnectorAsync(string uid, Action<Connector.Settings.ConnectorSettings>? configure = null) =>
        RunningConnector.StartAsync(Files, uid, Gateway.Address.ToString(), configure);

    /// <summary>Assigns a port to the target (or another one) and waits until visitors may come.</summary>
    internal async Task<int> PublishAsync(string uid, string? target = null, uint maxVisitors = 0)
    {
        Control.Put(
            new Assignment
            {
                Id = uid,
                Uid = uid,
                Target = target ?? EchoAddress,
                MaxVisitors = maxVisitors,
            }
        );
        return (int)(await Control.WaitForAsync(uid, AssignmentState.Listening)).Port;
    }

    /// <summary>Waits for the counters of an assignment.</summary>
    internal async Task<AssignmentCounters> CountersAsync(string id, Func<AssignmentCounters, bool> match)
    {
        var report = await Control.Reports.WaitAsync(r => Find(r, id) is { } c && match(c));
        return Find(report, id)!;
    }

    private static AssignmentCounters? Find(GatewayReport report, string id) => report.Counters?.Assignments.FirstOrDefault(c => c.Id == id);
}
