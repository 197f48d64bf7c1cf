using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults;

if (await ScepServerHelp.Text.AnswerAsync(args) is { } code)
    return code;

return await ServiceRunner.RunAsync("socketwarp-scepserver", () => ScepServerProgram.Build(args), descriptors: 240);
