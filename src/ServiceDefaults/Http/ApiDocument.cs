using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>What is alike in the OpenAPI documents of services.</summary>
public static class ApiDocument
{
    /// <summary>For <c>/openapi/v1.json</c>.</summary>
    public const string Name = "v1";

    private const string Scheme = "bearer";

    /// <summary>Each service calls AddOpenApi itself: only in its own compilation do the comments of its types get into the document.</summary>
    /// <param name="title">Of the service.</param>
    /// <param name="description">What it does, and which calls need a token.</param>
    public static OpenApiOptions Describe(this OpenApiOptions options, string title, string description)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = title, Version = Name, Description = description };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
