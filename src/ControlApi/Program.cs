using SocketWarp.Base;
using SocketWarp.ControlApi;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web;

if (ControlApiHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("socketwarp-controlapi", () =>
{
    var builder = WebService.CreateBuilder("controlapi", args);
    builder.Services.AddControlApi();

    var app = builder.Build();
    app.MapControlApi();
    return app;
}, descriptors: 252);
