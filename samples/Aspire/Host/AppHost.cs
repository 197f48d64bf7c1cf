using System.Globalization;

var builder = DistributedApplication.CreateBuilder(args);

// A project of this AppHost, on a port of a gateway of its own. Everything runs on this machine, without an account anywhere.
var port = int.Parse(builder.Configuration["Port"] ?? "9000", CultureInfo.InvariantCulture);
var tunnels = builder.AddSocketWarp("tunnels");
builder.AddProject<Projects.SocketWarp_Samples_Hello>("hello", launchProfileName: null).WithHttpEndpoint().PublishThrough(tunnels, port);

builder.Build().Run();
