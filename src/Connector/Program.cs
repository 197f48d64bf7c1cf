using SocketWarp.Connector;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

// The inside agent: see docs/operations.md for its settings.
return await ServiceRunner.RunAsync("socketwarp-connector", () => ConnectorHost.Build(args), PeerChainValidator.WarmUp, descriptors: 156);
