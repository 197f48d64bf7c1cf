using SocketWarp.Base;
using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults;

if (ScepServerHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("socketwarp-scepserver", () => ScepServerProgram.Build(args), descriptors: 240);
