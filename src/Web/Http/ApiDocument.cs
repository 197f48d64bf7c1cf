using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SocketWarp.Web.Http.Keys;

namespace SocketWarp.Web.Http;

/// <summary>What is alike in the OpenAPI documents of services.</summary>
public static class ApiDocument
{
    /// <summary>The name of the document at <c>/openapi/v1.json</c>.</summary>
    public const string Name = "v1";

    private const string Scheme = "bearer";
    private const string License = "MIT";

    /// <summary>Each service calls AddOpenApi itself: only in its own compilation do the comments of its types get into the document.</summary>
    /// <param name="title">The service's title.</param>
    /// <param name="description">What it does, and which calls need a token.</param>
    /// <param name="tags">What each group of operations is for.</param>
    public static OpenApiOptions Describe(this OpenApiOptions options, string title, string description, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                Complete(operation, isOpen: metadata.OfType<IAllowAnonymous>().Any());
                if (metadata.OfType<TakesRequestKey>().Any())
                    (operation.Parameters ??= []).Add(RequestKey());
                return Task.CompletedTask;
            }
        );
        return options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = title,
                    Version = Name,
                    Description = description,
                    License = new OpenApiLicense { Name = License, Identifier = License },
                };
                document.Servers = [new OpenApiServer { Url = "/" }];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme },
                };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
                foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
                    tag.Description = tags[tag.Name!];
                return Task.CompletedTask;
            }
        );
    }

    private static OpenApiParameter RequestKey() =>
        new()
        {
            Name = RequestKeyHeader.Name,
            In = ParameterLocation.Header,
            Description = "Chosen by the caller, new for each request: a repeat with the same key changes nothing and gets the outcome of the first",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = RequestKeyHeader.MaxLength,
            },
        };

    /// <summary>Adds what holds for all operations, where they do not say it themselves.</summary>
    private static void Complete(OpenApiOperation operation, bool isOpen)
    {
        operation.Responses ??= [];
        if (isOpen)
        {
            // Empty, not missing: where it is missing, the document's own security holds.
            operation.Security = [];
            operation.Responses.TryAdd("431", new OpenApiResponse { Description = "The headers are too large" });
            return;
        }

        operation.Responses.TryAdd("401", new OpenApiResponse { Description = "There is no token, or it is unknown" });
        operation.Responses.TryAdd("403", new OpenApiResponse { Description = "The token may not do this" });
    }
}
