using SocketWarp.Connector;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

if (await ConnectorHelp.Text.AnswerAsync(args) is { } code)
    return code;

// The inside agent: see docs/settings.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-connector", () => ConnectorProgram.Build(args), PeerChainValidator.WarmUp, descriptors: 156);
