using System.Globalization;
using System.Net.Sockets;
using SocketWarp.AppHost;
using SocketWarp.Base;

// Everything that SocketWarp is made of, each part a process of its own, in a folder that goes with it. docs/aspire.md says how to use it.
const string GatewayUid = "gateway";
const string Uid = "demo";
const string Loopback = "127.0.0.1";

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var settings = new AppHostSettings(builder.Configuration);
    var folder = RunFolder.Add(builder);
    var warp = new WarpCommands(ProgramFiles.Of("SocketWarp.Cli", "warp"), folder);
    var store = StoreResource.Add(builder, settings, folder);

    builder.AddParameter("api-token", folder.MakeTokens(RunFolder.Api), secret: true).WithDescription("The admin token of ControlApi.");
    builder.AddParameter("scep-token", folder.MakeTokens(RunFolder.Scep), secret: true).WithDescription("The admin token of the ScepServer.");

    var scep = builder.AddProject<Projects.SocketWarp_ScepServer>("scep", launchProfileName: null).WithHttpEndpoint(port: settings.ScepPort);
    scep.WithSetting("Scep:Listen", $"{Loopback}:{scep.PortOf("http")}")
        .WithSetting("Scep:StateDirectory", folder.PathOf("scep"))
        .WithSetting("Scep:DownloadPath", folder.PathOf("download"))
        .WithSetting("Scep:TokenDirectory", folder.TokensOf(RunFolder.Scep))
        .WithHttpHealthCheck("/health/ready")
        .WithApiDocument();
    warp.AddClientCommands(scep);

    var enrolGateway = warp.AddClient(scep, GatewayUid, "socketwarp.profile=gateway", $"socketwarp.names=localhost,{Loopback}");
    var enrolConnector = warp.AddClient(scep, Uid);

    var api = builder
        .AddProject<Projects.SocketWarp_ControlApi>("control-api", launchProfileName: null)
        .WithHttpEndpoint(port: settings.ApiPort)
        .WithHttpEndpoint(name: "grpc")
        .WithReplicas(store.Redis is null ? 1 : 2);
    api.WithSetting("Api:Listen", $"{Loopback}:{api.PortOf("http")}")
        .WithSetting("Api:TokenDirectory", folder.TokensOf(RunFolder.Api))
        .WithSetting("Control:Listen", $"{Loopback}:{api.PortOf("grpc")}")
        // Each replica has ports of its own, and so a folder of its own.
        .WithSetting("State:Directory", $"{folder.PathOf("control-api")}-{api.PortOf("http")}")
        .WithHttpHealthCheck("/health/ready")
        .WithApiDocument();
    store.Use(api, "State");
    warp.AddAssignmentCommands(api, Uid);

    var gateway = builder
        .AddProject<Projects.SocketWarp_QuicGateway>("gateway", launchProfileName: null)
        // A proxy in between would hide who the visitors are.
        .WithEndpoint(settings.GatewayPort, settings.GatewayPort, "udp", "quic", isProxied: false, protocol: ProtocolType.Udp)
        .WithEndpoint(settings.VisitorPort, settings.VisitorPort, "http", "visitors", isProxied: false)
        .WithSetting("Gateway:Address", Loopback)
        .WithSetting("Gateway:Port", settings.GatewayPort)
        .WithSetting("Gateway:Visitors:Address", Loopback)
        .WithSetting("Gateway:StateDirectory", folder.PathOf("gateway"))
        .WithIdentity("Gateway", GatewayUid, scep, folder)
        .WithSetting("Gateway:Enrollment:Names", $"localhost,{Loopback}")
        .WithSetting("Gateway:Admission:VerifyUrl", $"{scep.GetEndpoint("http")}/api/cert/verify")
        .WithSetting("Gateway:Admission:WatchUrl", $"{scep.GetEndpoint("http")}/api/watch")
        .WithSetting("Gateway:Admission:WatchTokenPath", folder.TokenOf(RunFolder.Scep, "gateway"))
        .WithSetting("Gateway:Control:Address", $"{api.GetEndpoint("grpc")}")
        .WithSetting("Gateway:Control:TokenPath", folder.TokenOf(RunFolder.Api, "gateway"))
        .WithSocketHealthCheck(folder)
        .WithMetrics(settings.GatewayMetricsPort)
        .WithDrainCommand()
        .WaitForCompletion(enrolGateway)
        .WaitFor(api);

    var target = builder
        .AddProject<Projects.SocketWarp_AllInOne>("target", launchProfileName: null)
        .WithArgs("target")
        .WithEndpoint(settings.TargetPort, settings.TargetPort, "http", "http", isProxied: false)
        .WithSetting("Target:Listen", At(settings.TargetPort))
        .WithHttpHealthCheck("/");

    var connector = builder
        .AddProject<Projects.SocketWarp_Connector>("connector", launchProfileName: null)
        .WithSetting("Connector:Gateways", At(settings.GatewayPort))
        // Any port of this machine, so that people can publish something of their own; nothing beyond it.
        .WithSetting("Connector:Targets", $"{Loopback}:*,localhost:*,[::1]:*")
        .WithIdentity("Connector", Uid, scep, folder)
        .WithSocketHealthCheck(folder)
        .WithMetrics(settings.ConnectorMetricsPort)
        .WaitForCompletion(enrolConnector)
        .WaitFor(gateway)
        .WaitFor(target);

    var published = warp.AddAssignment(api, Uid, At(settings.TargetPort), settings.VisitorPort).WaitFor(connector);

    TunnelProbe.Add(builder, new Uri($"http://{At(settings.VisitorPort)}/"), store.Reason).WaitForCompletion(published);

    builder.Build().Run();
    return ExitCodes.Success;
}
catch (StartupException exception)
{
    foreach (var line in FailureText.Lines(exception))
        Console.Error.WriteLine($"socketwarp-apphost: error: {line}");
    return FailureText.ExitCode(exception);
}

static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"{Loopback}:{port}");
