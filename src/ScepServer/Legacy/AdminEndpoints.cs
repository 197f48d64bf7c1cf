using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Hooks;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/admin/api</c>: clients.</summary>
internal static class AdminEndpoints
{
    public const string Base = "/admin/api";

    public static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"{Base}/ping", () => TypedResults.Text("pong")).AllowAnonymous().WithTags("admin").WithName("ping").WithSummary("Whether it answers");
        var group = endpoints.MapGroup($"{Base}/client").WithTags("admin").RequireAuthorization(AccessPolicies.Admin).WithMetadata(MessageErrors.Instance);
        group.MapPost("/add", AddAsync).WithName("addClient").WithSummary("Adds a client, INACTIVE").Produces(200).Produces<MessageBody>(400);
        group
            .MapPut("/update", UpdateAsync)
            .WithName("updateClient")
            .WithSummary("Replaces a client's attributes")
            .Produces(200)
            .Produces<MessageBody>(400)
            .Produces<MessageBody>(404);
        group
            .MapPost("/revoke", RevokeAsync)
            .WithName("revokeClient")
            .WithSummary("Revokes a client's certificates and secret, at once")
            .Produces(200)
            .Produces<MessageBody>(400)
            .Produces<MessageBody>(404);
    }

    private static async Task<Results<Ok, JsonHttpResult<MessageBody>>> AddAsync(
        [FromBody] ClientBody body,
        ClientRegistry registry,
        HookRunner hooks,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(body.Uid))
            return Refuse("UID is required");
        if (body.Uid.Contains('\\', StringComparison.Ordinal))
            return Refuse("UID contains backslash");
        if (!Uid.TryValidate(body.Uid, out var error))
            return Refuse(error);
        Dictionary<string, JsonElement> attributes = body.Attributes ?? [];
        switch ((await registry.AddAsync(null, body.Uid, attributes, null, cancellationToken)).Outcome)
        {
            case ClientOutcome.Done:
                hooks.ClientAdded(body.Uid);
                return TypedResults.Ok();
            case ClientOutcome.Full:
                return Refuse("There are as many clients as Scep:MaxClients allows", StatusCodes.Status507InsufficientStorage);
            case ClientOutcome.UnfitAttributes:
                return Refuse(ClientAttributes.Unfit);
            default:
                return Refuse("Client already exists");
        }
    }

    private static async Task<Results<Ok, JsonHttpResult<MessageBody>>> UpdateAsync(
        [FromBody] ClientBody body,
        ClientRegistry registry,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(body.Uid))
            return Refuse("UID is required");
        Dictionary<string, JsonElement> attributes = body.Attributes ?? [];
        return await registry.ReplaceAttributesAsync(body.Uid, attributes, cancellationToken) switch
        {
            ClientOutcome.Done => TypedResults.Ok(),
            ClientOutcome.UnfitAttributes => Refuse(ClientAttributes.Unfit),
            _ => NotFound(),
        };
    }

    private static async Task<Results<Ok, JsonHttpResult<MessageBody>>> RevokeAsync(
        [FromBody] ClientBody body,
        ClientRegistry registry,
        HookRunner hooks,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(body.Uid))
            return Refuse("UID is required");
        switch ((await registry.RevokeAsync(null, body.Uid, cancellationToken)).Outcome)
        {
            case ClientOutcome.Done:
                hooks.ClientRevoked(body.Uid);
                return TypedResults.Ok();
            case ClientOutcome.NotFound:
                return NotFound();
            default:
                return Refuse("Client is already in INACTIVE state");
        }
    }

    private static JsonHttpResult<MessageBody> NotFound() => Refuse("Client not found", StatusCodes.Status404NotFound);

    private static JsonHttpResult<MessageBody> Refuse(string message, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new MessageBody(message), statusCode: status);
}
