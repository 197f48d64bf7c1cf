using SocketWarp.Base;
using SocketWarp.Connector;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

if (ConnectorHelp.Text.Answers(args))
    return ExitCodes.Success;

// The inside agent: see docs/settings.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-connector", () => ConnectorProgram.Build(args), PeerChainValidator.WarmUp, descriptors: 156);
