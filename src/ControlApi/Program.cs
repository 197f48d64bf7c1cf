using SocketWarp.ControlApi;
using SocketWarp.ServiceDefaults;

if (await ControlApiHelp.Text.AnswerAsync(args) is { } code)
    return code;

return await ServiceRunner.RunAsync("socketwarp-controlapi", () => ControlApiProgram.Build(args), descriptors: 252);
