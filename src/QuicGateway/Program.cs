using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;

if (await GatewayHelp.Text.AnswerAsync(args) is { } code)
    return code;

// Where sessions, ports and visitors meet: see docs/settings.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-gateway", () => GatewayProgram.Build(args), PeerChainValidator.WarmUp, descriptors: 168);
