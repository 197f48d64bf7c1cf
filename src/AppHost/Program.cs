using SocketWarp.AppHost.Composition;
using SocketWarp.ServiceDefaults;

return await ServiceRunner.RunAsync("apphost", () => AppHostComposition.Build(args));
