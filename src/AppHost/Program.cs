using SocketWarp.AppHost.Composition;
using SocketWarp.AppHost.Listener;
using SocketWarp.ServiceDefaults;

// "listener" stands where sw_listener stood; without it everything runs in one process, for trying.
return args is ["listener", .. var settings]
    ? await ServiceRunner.RunAsync("socketwarp-listener", () => ListenerComposition.Build(settings))
    : await ServiceRunner.RunAsync("apphost", () => AppHostComposition.Build(args));
