using SocketWarp.Base;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;

if (GatewayHelp.Text.Answers(args))
    return ExitCodes.Success;

// Where sessions, ports and visitors meet: see docs/settings.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-gateway", () => GatewayProgram.Build(args), PeerChainValidator.WarmUp, descriptors: 168);
