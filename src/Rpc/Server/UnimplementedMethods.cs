using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

/// <summary>Answers gRPC requests for which there is no method, and nothing else.</summary>
internal sealed class UnimplementedMethods : EndpointDataSource
{
    private readonly Endpoint _endpoint;

    private UnimplementedMethods(IServiceProvider services)
    {
        var pipeline = ServerPipeline.Create(services, static call =>
            throw new RpcException(RpcStatusCode.Unimplemented, $"There is no method {call.HttpContext.Request.Path}."));
        var pattern = RoutePatternFactory.Parse("{service}/{method}", defaults: null, parameterPolicies: new { service = new GrpcOnly() });
        _endpoint = new RouteEndpointBuilder(pipeline.InvokeAsync, pattern, int.MaxValue) { DisplayName = "gRPC unimplemented" }.Build();
    }

    public override IReadOnlyList<Endpoint> Endpoints => [_endpoint];

    public static void MapOnce(IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.DataSources.OfType<UnimplementedMethods>().Any())
            endpoints.DataSources.Add(new UnimplementedMethods(endpoints.ServiceProvider));
    }

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>Leaves all other requests to the host's own routes and fallbacks.</summary>
    private sealed class GrpcOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is { Request: var request } && HttpMethods.IsPost(request.Method) && HeaderNames.IsGrpcContentType(request.ContentType);
    }
}
