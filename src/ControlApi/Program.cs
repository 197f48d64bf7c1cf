using SocketWarp.ControlApi;
using SocketWarp.ServiceDefaults;

if (ControlApiHelp.Text.Answers(args))
    return ExitCodes.Success;

return await ServiceRunner.RunAsync("socketwarp-controlapi", () =>
{
    var builder = ServiceApplication.CreateWebBuilder("controlapi", args);
    builder.Services.AddControlApi();

    var app = builder.Build();
    app.MapControlApi();
    return app;
}, descriptors: 230);
