using Microsoft.Extensions.Hosting;
using SocketWarp.Base;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway;
using SocketWarp.QuicGateway.Legacy;
using SocketWarp.ServiceDefaults;

if (GatewayHelp.Text.Answers(args))
    return ExitCodes.Success;

// Where sessions, ports and visitors meet: see docs/operations.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-gateway", Build, PeerChainValidator.WarmUp, descriptors: 168);

IHost Build()
{
    var builder = ServiceApplication.CreateBuilder("gateway", args);
    builder.Services.AddQuicGateway(settings => LegacyGatewayEnvironment.Apply(settings, Environment.GetEnvironmentVariable));
    return builder.Build();
}
