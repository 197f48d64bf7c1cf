using Microsoft.OpenApi;

namespace SocketWarp.ScepServer.Api;

/// <summary>The OpenAPI document's own texts.</summary>
internal static class ApiDocument
{
    private const string Scheme = "bearer";

    public static IServiceCollection AddDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SocketWarp ScepServer",
                Version = "v1",
                Description = "Certificates over SCEP: clients, their one-time secrets, and whether a certificate holds. SCEP itself, verify, pkcs12, the revocation list and ping need no token.",
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
