using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Http;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_ListsEveryRouteWithItsStatuses()
    {
        await using var host = await ControlApiHost.StartAsync();
        var routes = host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && e.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) != true)
            .SelectMany(e =>
                e.Metadata.GetMetadata<IHttpMethodMetadata>()!
                    .HttpMethods.Select(m => (Path: "/" + e.RoutePattern.RawText!.Trim('/'), Method: m.ToLowerInvariant()))
            )
            .Where(r => !r.Path.StartsWith("/openapi/", StringComparison.Ordinal))
            .ToArray();

        var answer = await host.Admin.GetAsync(RestRoutes.OpenApi);
        Assert.Equal(200, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);
        var paths = document.RootElement.GetProperty("paths");

        Assert.True(routes.Length >= 14, $"only {routes.Length} routes");
        foreach (var (path, method) in routes)
        {
            var operation = paths.GetProperty(path).GetProperty(method);
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            if (!path.StartsWith("/health", StringComparison.Ordinal))
                Assert.True(operation.GetProperty("responses").TryGetProperty("401", out _), path);
        }
    }

    [Fact]
    public async Task Document_Linted_HasNothingMissing()
    {
        await using var host = await ControlApiHost.StartAsync();

        Assert.Equal([], OpenApiLint.Problems((await host.Admin.GetAsync(RestRoutes.OpenApi)).Body));
    }

    [Fact]
    public async Task Document_OfPut_HasTheDocumentedStatusesAndRequiredFields()
    {
        await using var host = await ControlApiHost.StartAsync();

        using var document = JsonDocument.Parse((await host.Admin.GetAsync(RestRoutes.OpenApi)).Body);

        var responses = document.RootElement.GetProperty("paths").GetProperty("/api/v1/assignments").GetProperty("put").GetProperty("responses");
        foreach (var status in new[] { "200", "201", "400", "401", "403", "404", "409", "412", "413", "415", "422", "503", "507" })
            Assert.True(responses.TryGetProperty(status, out _), status);
        var required = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("AssignmentRequest").GetProperty("required");
        Assert.Equal(["port", "target", "uid"], required.EnumerateArray().Select(f => f.GetString()!).Order());
    }
}
