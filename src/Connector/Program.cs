using SocketWarp.Connector;
using SocketWarp.Connector.Settings;
using SocketWarp.ServiceDefaults;

// The inside agent: see docs/operations.md for its settings. A settings.json of socket-warp's is taken as it is.
return await ServiceRunner.RunAsync("socketwarp-connector", () =>
{
    var builder = ServiceApplication.CreateBuilder("connector", args);
    var legacy = LegacySettingsFile.Find();
    builder.Services.AddConnector(settings => legacy?.Apply(settings));
    return builder.Build();
});
