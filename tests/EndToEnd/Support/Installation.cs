using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using DotNet.Testcontainers.Volumes;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.EndToEnd.Support;

/// <summary>
/// Redis, a ScepServer, two ControlApis, a gateway, and two connectors each with a target of its own, in containers of one network. Both are enrolled and
/// published: <see cref="AlicePort"/> leads to Alice's target, <see cref="BobPort"/> to Bob's.
/// </summary>
public sealed class Installation : IAsyncLifetime
{
    /// <summary>The time from a heal to the first visitor who is served again.</summary>
    public static readonly TimeSpan BackIn = TimeSpan.FromSeconds(5);

    /// <summary>The same for a program that must start first, on a machine that is busy: what is published for tests is compiled only then.</summary>
    public static readonly TimeSpan StartedIn = TimeSpan.FromSeconds(15);

    private const string Folder = "/var/lib/socketwarp";

    /// <summary>The file that says by how much the clock of a container is wrong, where it has one that can be set.</summary>
    private const string ClockFile = "/clock/offset";
    private const string Token = "a-token-that-only-these-tests-use-and-know";
    private const string GatewayToken = "another-token-that-only-these-tests-use-and-know";

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(40);

    private readonly INetwork _network = new NetworkBuilder().Build();
    private byte[] _authority = [];
    private readonly ConcurrentDictionary<Uri, ControlClient> _apis = [];
    private readonly ConcurrentDictionary<Uri, ScepAdminClient> _sceps = [];

    public Service Redis { get; private set; } = null!;

    public Service Scep { get; private set; } = null!;

    public Service First { get; private set; } = null!;

    public Service Second { get; private set; } = null!;

    public Service Gateway { get; private set; } = null!;

    public Service Alice { get; private set; } = null!;

    public Service Bob { get; private set; } = null!;

    public Service AliceTarget { get; private set; } = null!;

    public Service BobTarget { get; private set; } = null!;

    /// <summary>A container that shares the ScepServer's small disk.</summary>
    public Service Filler { get; private set; } = null!;

    public IEnumerable<Service> All => [Redis, Scep, First, Second, Gateway, Alice, Bob, AliceTarget, BobTarget, Filler];

    public IPEndPoint AlicePort() => Port(9001);

    public IPEndPoint BobPort() => Port(9002);

    /// <summary>A port of the gateway's for visitors.</summary>
    public IPEndPoint Port(int number) => new(Gateway.Address, number);

    public Service Named(string name) => All.Single(s => s.Name == name);

    /// <summary>The API of one ControlApi. Its address may be another one after each start.</summary>
    public ControlClient Api(Service service) => _apis.GetOrAdd(AddressOf(service, 8080), address => new ControlClient(Options(address)));

    public ScepAdminClient Clients() => _sceps.GetOrAdd(AddressOf(Scep, 3000), address => new ScepAdminClient(Options(address)));

    /// <summary>Publishes a port, and waits a moment for the gateway's answer.</summary>
    public Task<AssignmentView> PublishAsync(Service api, string uid, int port, string? target = null) =>
        Api(api)
            .PutAssignmentAsync(
                new AssignmentRequest
                {
                    Uid = uid,
                    Target = $"{target ?? $"{uid}-target"}:7000",
                    Port = port,
                }
            );

    public async ValueTask InitializeAsync()
    {
        await _network.CreateAsync();
        // 16 MiB: a disk that is soon full.
        IVolume disk = new VolumeBuilder()
            .WithCreateParameterModifier(p =>
            {
                p.Driver = "local";
                p.DriverOpts = new Dictionary<string, string>
                {
                    ["type"] = "tmpfs",
                    ["device"] = "tmpfs",
                    ["o"] = "size=16m,uid=10001,gid=10001,mode=0700",
                };
            })
            .Build();
        await disk.CreateAsync();
        Filler = new Service("filler", Tool("filler", "sleep", "infinity").WithVolumeMount(disk, "/disk").Build());
        Scep = new Service("scep", Program("scep", BuiltImages.Scep, ("Scep:TokenDirectory", "/secrets")).WithVolumeMount(disk, Folder).Build());
        Redis = new Service(
            "redis",
            Tool("redis", "redis-server", "--dir", "/data", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--protected-mode", "no").Build()
        );
        First = ControlApi("first");
        Second = ControlApi("second");
        AliceTarget = new Service("alice-target", Echo("alice-target").Build());
        BobTarget = new Service("bob-target", Echo("bob-target").Build());
        await Task.WhenAll(new[] { Filler, Scep, Redis, AliceTarget, BobTarget }.Select(s => s.StartAsync()));
        await Until.HoldsAsync(() => Clients().IsReadyAsync(), Start, "the ScepServer is ready");
        _authority = await Scep.Container.ReadFileAsync($"{Folder}/.state/scep/ca.crt");

        var gateway = Enrolling("gateway", BuiltImages.Gateway, "Gateway", await SecretAsync("gateway", isGateway: true));
        Gateway = new Service("gateway", WithClock(gateway).Build());
        Alice = await ConnectorAsync("alice");
        Bob = await ConnectorAsync("bob");
        await Task.WhenAll(new[] { First, Second, Gateway, Alice, Bob }.Select(s => s.StartAsync()));
        await Until.WorksAsync(() => PublishAsync(First, "alice", 9001), Start, "Alice's port is published");
        await Until.WorksAsync(() => PublishAsync(Second, "bob", 9002), Start, "Bob's port is published");
        await Until.WorksAsync(() => Visitors.VisitAsync(AlicePort()), Start, "Alice's target is reached");
        await Until.WorksAsync(() => Visitors.VisitAsync(BobPort()), Start, "Bob's target is reached");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _apis.Values.Concat<ServiceClient>(_sceps.Values))
            client.Dispose();
        // At once: nothing of them is needed any more.
        await Engine.RunAsync(["rm", "--force", "--volumes", .. All.Where(s => s is not null).Select(s => s.Container.Id)]);
        await _network.DeleteAsync();
    }

    /// <summary>Enrols and starts one more connector, and publishes a target of it.</summary>
    public async Task<Service> StartConnectorAsync(string uid, int port, Service target)
    {
        var connector = await ConnectorAsync(uid);
        await connector.StartAsync();
        await PublishAsync(First, uid, port, target.Name);
        await Until.WorksAsync(() => Visitors.VisitAsync(Port(port)), Start, $"the connector {uid} serves");
        return connector;
    }

    /// <summary>A connector that is not started yet, with a client and a secret of its own.</summary>
    private async Task<Service> ConnectorAsync(string uid) =>
        new(
            uid,
            WithClock(Enrolling(uid, BuiltImages.Connector, "Connector", await SecretAsync(uid)))
                .WithEnvironment(Variable("Connector:Gateways"), "gateway:11443")
                .WithEnvironment(Variable("Connector:Targets"), "*:7000")
                .WithEnvironment(Variable("Connector:Reconnect:KeepTryingWhenRefused"), "true")
                .Build()
        );

    /// <summary>Debian's faketime: the clock of this container alone is another one.</summary>
    /// <param name="service">One whose clock can be set.</param>
    /// <param name="offset">Such as <c>+1d</c>.</param>
    public static Task SetClockAsync(Service service, string offset) => service.Container.CopyAsync(Encoding.UTF8.GetBytes(offset), ClockFile);

    private static ContainerBuilder WithClock(ContainerBuilder program) =>
        program
            .WithEnvironment("LD_PRELOAD", "/usr/lib/libfaketime.so.1")
            .WithEnvironment("FAKETIME_TIMESTAMP_FILE", ClockFile)
            .WithEnvironment("FAKETIME_CACHE_DURATION", "1")
            // What programs measure times with does not jump on a real machine either.
            .WithEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            // Its correction of waits on that clock would end each of them at once.
            .WithEnvironment("FAKETIME_FORCE_MONOTONIC_FIX", "0")
            .WithResourceMapping("+0"u8.ToArray(), ClockFile);

    private static string Variable(string setting) => $"SOCKETWARP_{setting.Replace(":", "__", StringComparison.Ordinal)}";

    private static Uri AddressOf(Service service, int port) => new($"http://{service.Address}:{port}/");

    private static ApiClientOptions Options(Uri address) =>
        new()
        {
            Address = address,
            Token = Token,
            CallTimeout = Visitors.Patience * 2,
        };

    private ContainerBuilder Tool(string name, params string[] command) =>
        new ContainerBuilder(Engine.Tools).WithNetwork(_network).WithNetworkAliases(name).WithEntrypoint(command).WithCommand([]);

    private ContainerBuilder Echo(string name) => Tool(name, "socat", "-t30", "TCP-LISTEN:7000,fork,reuseaddr,backlog=128", "EXEC:/bin/cat");

    private ContainerBuilder Program(string name, string image, params (string Setting, string Value)[] settings) =>
        settings
            .Aggregate(
                new ContainerBuilder(image).WithNetwork(_network).WithNetworkAliases(name),
                (builder, setting) => builder.WithEnvironment(Variable(setting.Setting), setting.Value)
            )
            .WithResourceMapping(Encoding.UTF8.GetBytes(Token), "/secrets/admin.token")
            .WithResourceMapping(Encoding.UTF8.GetBytes(GatewayToken), "/secrets/gateway.token");

    private Service ControlApi(string name) =>
        new(
            name,
            WithClock(
                    Program(
                        name,
                        BuiltImages.ControlApi,
                        ("Api:TokenDirectory", "/secrets"),
                        ("Control:Listen", "0.0.0.0:8443"),
                        ("State:Redis:Endpoints", "redis:6379")
                    )
                )
                .Build()
        );

    private ContainerBuilder Enrolling(string uid, string image, string section, string secret)
    {
        var program = Program(
                uid,
                image,
                ($"{section}:CaPath", "/secrets/ca.crt"),
                ($"{section}:Enrollment:CaPath", "/secrets/ca.crt"),
                ($"{section}:Enrollment:Url", "http://scep:3000/scep"),
                ($"{section}:Enrollment:Uid", uid),
                ($"{section}:Enrollment:SecretPath", "/secrets/secret")
            )
            .WithResourceMapping(_authority, "/secrets/ca.crt")
            .WithResourceMapping(Encoding.UTF8.GetBytes(secret), "/secrets/secret");
        return section == "Connector"
            ? program
            : program
                .WithEnvironment(Variable("Gateway:Enrollment:Names"), "gateway")
                .WithEnvironment(Variable("Gateway:Admission:VerifyUrl"), "http://scep:3000/api/cert/verify")
                .WithEnvironment(Variable("Gateway:Admission:WatchUrl"), "http://scep:3000/api/watch")
                .WithEnvironment(Variable("Gateway:Admission:WatchTokenPath"), "/secrets/gateway.token")
                .WithEnvironment(Variable("Gateway:Control:Address"), "http://first:8443,http://second:8443")
                .WithEnvironment(Variable("Gateway:Control:TokenPath"), "/secrets/gateway.token");
    }

    private async Task<string> SecretAsync(string uid, bool isGateway = false)
    {
        var attributes = isGateway ? new Dictionary<string, string> { ["socketwarp.profile"] = "gateway", ["socketwarp.names"] = uid } : [];
        var request = new ScepClientRequest
        {
            Uid = uid,
            Attributes = attributes.ToDictionary(a => a.Key, a => JsonSerializer.SerializeToElement(a.Value)),
            Secret = new ScepSecretRequest(),
        };
        return (await Clients().AddClientAsync(request)).Secret!;
    }
}
