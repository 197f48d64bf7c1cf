using SocketWarp.Base;
using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web;

if (ScepServerHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("socketwarp-scepserver", () =>
{
    var builder = WebService.CreateBuilder("scepserver", args);
    builder.Services.AddScepServer(Environment.GetEnvironmentVariable);

    var app = builder.Build();
    app.MapScepServer();
    return app;
}, descriptors: 240);
