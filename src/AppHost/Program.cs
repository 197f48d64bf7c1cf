using SocketWarp.AppHost.Composition;
using SocketWarp.Base;
using SocketWarp.ServiceDefaults;

if (AppHostHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("apphost", () => AppHostComposition.Build(args));
