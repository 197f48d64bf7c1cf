using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Hooks;
using SocketWarp.Store;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Rest;

/// <summary><c>/api/v1/clients</c>: our own API, for <c>warp</c> and other programs. Secrets are chosen here, and errors are problem details.</summary>
internal static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(RestRoutes.Clients).WithTags("v1");
        group.MapGet("/", List).RequireAuthorization(AccessPolicies.Viewer).WithName("clients").WithSummary("All clients").WithProblems();
        group.MapGet("/{uid}", Get).RequireAuthorization(AccessPolicies.Viewer).WithName("client").WithSummary("One client").WithProblems(404);
        group
            .MapPost("/", AddAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("newClient")
            .WithSummary("Adds a client, with its first secret if wanted")
            .WithRequestKey()
            .WithProblems(400, 409, 413, 415, 422, 503, 507);
        group
            .MapPatch("/{uid}", UpdateAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("clientUpdate")
            .WithSummary("Sets and removes attributes of a client")
            .WithRequestKey()
            .WithProblems(400, 404, 413, 415, 422, 503);
        group
            .MapPost("/{uid}/secret", CreateSecretAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("newSecret")
            .WithSummary("Makes a one-time secret; one that waits is replaced")
            .WithRequestKey()
            .WithProblems(400, 404, 409, 413, 415, 422, 503);
        group
            .MapPost("/{uid}/revoke", RevokeAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("revocation")
            .WithSummary("Ends a client's certificates and secret, at once")
            .WithRequestKey()
            .WithProblems(400, 404, 409, 422, 503);
    }

    private static Ok<IReadOnlyList<ScepClientView>> List(ClientRegistry registry, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok<IReadOnlyList<ScepClientView>>([.. registry.Current.All.Select(c => RestView.Of(c, now))]);
    }

    private static Results<Ok<ScepClientView>, ApiProblemResult> Get(string uid, ClientRegistry registry, TimeProvider time) =>
        registry.Current.Find(uid) is { } client ? TypedResults.Ok(RestView.Of(client, time.GetUtcNow())) : new ApiProblemResult(RestProblems.NotFound(uid));

    private static async Task<Results<Created<ScepClientView>, ApiProblemResult>> AddAsync(
        ScepClientRequest request,
        ClientRegistry registry,
        SecretMaker secrets,
        HookRunner hooks,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (!Uid.TryValidate(request.Uid, out var error))
            return new ApiProblemResult(Problems.Invalid("uid", request.Uid, error));
        var none = new Dictionary<string, JsonElement>();
        var attributes = ClientAttributes.Merge(none, request.Attributes ?? none);
        MadeSecret? made = null;
        if (request.Secret is { } secret && !secrets.TryMake(secret, replacesCertificate: false, out made, out var problem))
            return new ApiProblemResult(problem);
        var (use, outcome) = await registry.AddAsync(context.GetRequestKey(), request.Uid, attributes, made?.Stored, cancellationToken);
        switch (outcome)
        {
            case var _ when use == KeyUse.OtherRequest:
                return new ApiProblemResult(Problems.KeyReused());
            case ClientOutcome.Done when use == KeyUse.Repeat && made is not null:
                return new ApiProblemResult(RestProblems.SecretNotRepeated(request.Uid));
            case ClientOutcome.Done when registry.Current.Find(request.Uid) is null:
                return new ApiProblemResult(RestProblems.NotFound(request.Uid));
            case ClientOutcome.Done:
                if (use == KeyUse.First)
                    hooks.ClientAdded(request.Uid);
                return TypedResults.Created(
                    $"{RestRoutes.Clients}/{Uri.EscapeDataString(request.Uid)}",
                    RestView.Of(registry.Current.Find(request.Uid)!, time.GetUtcNow()) with
                    {
                        Secret = made?.Text,
                    }
                );
            case ClientOutcome.Full:
                return new ApiProblemResult(RestProblems.Full());
            case ClientOutcome.UnfitAttributes:
                return new ApiProblemResult(RestProblems.UnfitAttributes());
            default:
                return new ApiProblemResult(RestProblems.Exists(request.Uid));
        }
    }

    private static async Task<Results<Ok<ScepClientView>, ApiProblemResult>> UpdateAsync(
        string uid,
        ScepClientUpdate update,
        ClientRegistry registry,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (update.Attributes is null)
            return new ApiProblemResult(RestProblems.NoAttributes());
        var (use, outcome) = await registry.MergeAttributesAsync(context.GetRequestKey(), uid, update.Attributes, cancellationToken);
        return outcome switch
        {
            _ when use == KeyUse.OtherRequest => new ApiProblemResult(Problems.KeyReused()),
            ClientOutcome.Done when registry.Current.Find(uid) is { } client => TypedResults.Ok(RestView.Of(client, time.GetUtcNow())),
            ClientOutcome.UnfitAttributes => new ApiProblemResult(RestProblems.UnfitAttributes()),
            _ => new ApiProblemResult(RestProblems.NotFound(uid)),
        };
    }

    private static async Task<Results<Ok<ScepClientView>, ApiProblemResult>> CreateSecretAsync(
        string uid,
        ScepSecretRequest request,
        ClientRegistry registry,
        SecretMaker secrets,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (registry.Current.Find(uid) is not { } client)
            return new ApiProblemResult(RestProblems.NotFound(uid));
        if (!secrets.TryMake(request, client.HoldsAt(now), out var made, out var problem))
            return new ApiProblemResult(problem);
        var (use, outcome) = await registry.CreateSecretAsync(context.GetRequestKey(), uid, made.Stored, replace: true, cancellationToken);
        if (use == KeyUse.OtherRequest)
            return new ApiProblemResult(Problems.KeyReused());
        if (use == KeyUse.Repeat && outcome == ClientOutcome.Done)
            return new ApiProblemResult(RestProblems.SecretNotRepeated(uid));
        return outcome == ClientOutcome.Done
            ? TypedResults.Ok(RestView.Of(registry.Current.Find(uid)!, now) with { Secret = made.Text })
            : new ApiProblemResult(RestProblems.NoSecretNow(uid));
    }

    private static async Task<Results<Ok<ScepClientView>, ApiProblemResult>> RevokeAsync(
        string uid,
        ClientRegistry registry,
        HookRunner hooks,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var (use, outcome) = await registry.RevokeAsync(context.GetRequestKey(), uid, cancellationToken);
        switch (outcome)
        {
            case var _ when use == KeyUse.OtherRequest:
                return new ApiProblemResult(Problems.KeyReused());
            case ClientOutcome.Done when registry.Current.Find(uid) is { } client:
                if (use == KeyUse.First)
                    hooks.ClientRevoked(uid);
                return TypedResults.Ok(RestView.Of(client, time.GetUtcNow()));
            case ClientOutcome.Done or ClientOutcome.NotFound:
                return new ApiProblemResult(RestProblems.NotFound(uid));
            default:
                return new ApiProblemResult(RestProblems.NothingToRevoke(uid));
        }
    }
}
