using SocketWarp.ControlApi;
using SocketWarp.ServiceDefaults;

return await ServiceRunner.RunAsync("socketwarp-controlapi", () =>
{
    var builder = ServiceApplication.CreateWebBuilder("controlapi", args);
    builder.Services.AddControlApi();

    var app = builder.Build();
    app.MapControlApi();
    return app;
}, descriptors: 230);
