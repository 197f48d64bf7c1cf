using SocketWarp.Base;
using SocketWarp.ControlApi;
using SocketWarp.ServiceDefaults;

if (ControlApiHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("socketwarp-controlapi", () => ControlApiProgram.Build(args), descriptors: 252);
