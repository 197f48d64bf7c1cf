using Microsoft.OpenApi;

namespace SocketWarp.ControlApi.Http;

/// <summary>The OpenAPI document's own texts.</summary>
internal static class ApiDocument
{
    private const string Scheme = "bearer";

    public static IServiceCollection AddDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SocketWarp ControlApi",
                Version = "v1",
                Description = "Assignments carry ports of gateways to targets behind connectors. Every call needs a token; errors are problem details (RFC 9457) with field, value and fix.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        }));
}
