using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocketWarp.Bench.Load;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Bench.Tunnels;

/// <summary>SocketWarp itself: ControlApi, gateway and connector as separate processes, which may be ended and started again.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Uid = "bench";

    private const string GatewayFolder = "gateway";
    private const string ControlSocket = "control.sock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly SiteOptions _options;
    private readonly int _apiPort = Ports.Free();

    private Site(string folder, SiteOptions options) => (_folder, _options) = (folder, options);

    /// <summary>Where connectors dial, UDP.</summary>
    public int SessionPort { get; } = Ports.Free();

    public Process? ControlApi { get; private set; }

    public Process? Gateway { get; private set; }

    public Process? Connector { get; private set; }

    /// <summary>The REST API, with an administrator's token.</summary>
    public HttpClient Api { get; } = new();

    /// <summary>Certificates and settings; nothing runs yet.</summary>
    public static async Task<Site> PrepareAsync(string folder, SiteOptions options, CancellationToken cancellation)
    {
        await OpenSsl.SelfSignAsync("/CN=Bench CA", Path.Combine(folder, "ca.key"), Path.Combine(folder, "ca.crt"), cancellation);
        await OpenSsl.IssueAsync(
            folder,
            "gateway",
            "/CN=localhost",
            $"subjectAltName=DNS:localhost,IP:{options.GatewayAddress}\nextendedKeyUsage=serverAuth\n",
            cancellation
        );
        await OpenSsl.IssueAsync(folder, "connector", $"/CN={Uid}", "extendedKeyUsage=clientAuth\n", cancellation);
        var site = new Site(folder, options);
        await site.WriteSettingsAsync(cancellation);
        return site;
    }

    public async Task StartAllAsync(CancellationToken cancellation)
    {
        await StartControlApiAsync(cancellation);
        StartGateway();
        StartConnector();
    }

    public async Task StartControlApiAsync(CancellationToken cancellation)
    {
        ControlApi = Launch(
            "ControlApi",
            [],
            "--State:Directory",
            "api",
            "--Api:Listen",
            $"127.0.0.1:{_apiPort}",
            "--Control:Listen",
            "none",
            "--Control:Socket",
            ControlSocket
        );
        await Ports.WaitUntilOpenAsync(_apiPort, cancellation);
        if (Api.BaseAddress != null)
            return;
        var token = (await File.ReadAllTextAsync(Path.Combine(_folder, "api", "admin.token"), cancellation)).Trim();
        Api.BaseAddress = new Uri($"http://127.0.0.1:{_apiPort}");
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void StartGateway() => Gateway = Launch("QuicGateway", _options.GatewayWithin, "--Config", "gateway.json");

    public void StartConnector() => Connector = Launch("Connector", _options.ConnectorWithin, "--Config", "connector.json");

    /// <summary>Lets the gateway start without the assignments that it had; connectors learn as soon as ever that their session is gone.</summary>
    public void ForgetCache() => File.Delete(Path.Combine(_folder, GatewayFolder, "assignments.jsonl"));

    /// <summary>Assigns a free port to the target and waits until a visitor would get through.</summary>
    public async Task<int> PublishAsync(int targetPort, CancellationToken cancellation)
    {
        var port = Ports.Free();
        var limit = Stopwatch.StartNew();
        while (true)
        {
            var state = (await PutAsync(port, $"{_options.TargetAddress}:{targetPort}", "", cancellation)).State;
            if (state == AssignmentStatus.Listening)
                return port;
            if (limit.Elapsed > Patience)
                throw new InvalidOperationException(
                    $"port {port} is still {state} after {Patience.TotalSeconds:0} s; BENCH_TRACE=1 shows what the processes say"
                );
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Records one assignment; the answer says what its gateway made of it.</summary>
    public async Task<AssignmentView> PutAsync(int port, string target, string listenAddress, CancellationToken cancellation)
    {
        using var answer = await Api.PutAsJsonAsync(
            RestRoutes.Assignments,
            new AssignmentRequest
            {
                Uid = Uid,
                Port = port,
                Target = target,
                ListenAddress = listenAddress,
            },
            cancellation
        );
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"PUT {RestRoutes.Assignments} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}"
            );
        return (await answer.Content.ReadFromJsonAsync<AssignmentView>(cancellation))!;
    }

    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        using var answer = await Api.DeleteAsync($"{RestRoutes.Assignments}/{id}", cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the gateway is attached to ControlApi, or no longer.</summary>
    public Task WaitForGatewayAsync(CancellationToken cancellation, bool attached = true) =>
        UntilAsync($"the gateway's attachment is {attached}", async () => await GatewayAsync(cancellation) != null == attached, cancellation);

    /// <summary>Waits until the gateway has done all up to this revision of the store.</summary>
    public Task WaitForRevisionAsync(ulong revision, CancellationToken cancellation) =>
        UntilAsync($"revision {revision} is applied", async () => await AppliedRevisionAsync(cancellation) >= revision, cancellation);

    /// <summary>The revision that the gateway has applied; null while no gateway is attached.</summary>
    public async Task<ulong?> AppliedRevisionAsync(CancellationToken cancellation) => (await GatewayAsync(cancellation))?.AppliedRevision;

    /// <summary>Waits until so many assignments are listening.</summary>
    public Task WaitForListeningAsync(int count, CancellationToken cancellation) =>
        UntilAsync(
            $"{count} assignments are listening",
            async () =>
                (await Api.GetFromJsonAsync<AssignmentView[]>(RestRoutes.Assignments, cancellation))!.Count(a => a.State == AssignmentStatus.Listening)
                >= count,
            cancellation
        );

    /// <summary>Waits until the connector's session is up.</summary>
    public Task WaitForConnectorAsync(CancellationToken cancellation) =>
        UntilAsync(
            "the connector has a session",
            async () =>
                (await Api.GetFromJsonAsync<ConnectorView[]>(RestRoutes.Connectors, cancellation))!.Any(c =>
                    c.Uid == Uid && c.State == ConnectorStatus.Connected
                ),
            cancellation
        );

    public async Task<int> CountConnectorsAsync(CancellationToken cancellation) => (await GatewayAsync(cancellation))?.Connectors ?? 0;

    private async Task<GatewayView?> GatewayAsync(CancellationToken cancellation) =>
        (await Api.GetFromJsonAsync<GatewayView[]>(RestRoutes.Gateways, cancellation))!.FirstOrDefault(g => g.Attached);

    private static async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken cancellation)
    {
        var limit = Stopwatch.StartNew();
        while (!await holds())
        {
            if (limit.Elapsed > Patience)
                throw new InvalidOperationException($"{what}: not within {Patience.TotalSeconds:0} s; BENCH_TRACE=1 shows what the processes say");
            await Task.Delay(1, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (Process?[])[Connector, Gateway, ControlApi])
        {
            if (process != null)
                await Programs.StopAsync(process);
        }

        Api.Dispose();
    }

    private async Task WriteSettingsAsync(CancellationToken cancellation)
    {
        await WriteAsync(
            "gateway.json",
            "Gateway",
            new JsonObject
            {
                ["Id"] = "default",
                ["Address"] = $"{_options.GatewayAddress}",
                ["Port"] = SessionPort,
                ["CertificatePath"] = "gateway.crt",
                ["KeyPath"] = "gateway.key",
                ["CaPath"] = "ca.crt",
                ["StateDirectory"] = GatewayFolder,
                ["Admission"] = new JsonObject { ["Verify"] = false },
                ["Control"] = new JsonObject { ["Address"] = $"unix://{Path.Combine(_folder, "api", ControlSocket)}", ["TokenPath"] = "api/gateway.token" },
                ["Sessions"] = new JsonObject { ["MaxTunnels"] = _options.MaxTunnels, ["MaxSessions"] = _options.MaxSessions },
                ["Visitors"] = new JsonObject { ["MaxVisitors"] = _options.MaxTunnels, ["MaxSourceShare"] = 1 },
                ["Ngtcp2"] = new JsonObject { ["MaxDatagramPayload"] = _options.Payload },
            },
            cancellation
        );
        await WriteAsync(
            "connector.json",
            "Connector",
            new JsonObject
            {
                ["Gateways"] = new JsonArray($"{_options.GatewayAddress}:{SessionPort}"),
                ["CertificatePath"] = "connector.crt",
                ["KeyPath"] = "connector.key",
                ["CaPath"] = "ca.crt",
                ["Targets"] = new JsonArray("*"),
                ["Tunnels"] = new JsonObject { ["MaxTunnels"] = _options.MaxTunnels },
                ["Ngtcp2"] = new JsonObject { ["MaxDatagramPayload"] = _options.Payload },
            },
            cancellation
        );
    }

    private Task WriteAsync(string file, string section, JsonObject settings, CancellationToken cancellation) =>
        File.WriteAllTextAsync(Path.Combine(_folder, file), new JsonObject { [section] = settings }.ToJsonString(), cancellation);

    private Process Launch(string project, IReadOnlyList<string> within, params string[] arguments)
    {
        string[] command = [.. within, Path.Combine(Repository.Root, "artifacts", "installed", $"SocketWarp.{project}", $"SocketWarp.{project}"), .. arguments];
        return Programs.Start(command[0], command[1..], _folder);
    }
}
