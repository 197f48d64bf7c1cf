var application = WebApplication.CreateBuilder(args).Build();
application.MapGet("/", () => "Hello from a project of an AppHost.\n");
application.Run();
