using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Settings;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/admin/api/secret</c>: one-time secrets.</summary>
internal static class SecretEndpoints
{
    /// <summary>A challenge password has 255 characters at most (RFC 2985), the uid included.</summary>
    private const int MaxSecret = 128;

    public static void MapSecrets(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints
            .MapGroup($"{AdminEndpoints.Base}/secret")
            .WithTags("admin")
            .RequireAuthorization(AccessPolicies.Admin)
            .WithMetadata(TextErrors.Instance);
        group
            .MapPost("/create", CreateAsync)
            .WithName("createSecret")
            .WithSummary("Gives a client a one-time secret")
            .Produces(201)
            .Produces<string>(500, "text/plain");
        group
            .MapGet("/get/{cn}", Get)
            .WithName("getSecret")
            .WithSummary("What is known of a client's secret; not the secret")
            .Produces<SecretView>()
            .Produces<string>(500, "text/plain");
    }

    private static async Task<Results<StatusCodeHttpResult, ContentHttpResult>> CreateAsync(
        [FromBody] SecretBody body,
        ClientRegistry registry,
        IOptions<ScepSettings> settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var limits = settings.Value.Secrets;
        var (target, secret) = (body.Target ?? "", body.Secret ?? "");
        if (target.Contains('\\', StringComparison.Ordinal) || secret.Contains('\\', StringComparison.Ordinal))
            return Refuse("Target contains backslash");
        if (secret.Length < limits.MinLength || secret.Length > MaxSecret)
            return Refuse($"secret must have {limits.MinLength} to {MaxSecret} characters");
        if (!GoDuration.TryParse(body.AvailablePeriod, out var available) || available <= TimeSpan.Zero || available > limits.MaxLifetime)
            return Refuse($"available_period must be a duration such as 30m, at most {DurationText.Format(limits.MaxLifetime)}");
        var now = time.GetUtcNow();
        if (registry.Current.Find(target) is not { } client)
            return Refuse("Target not found");
        TimeSpan? pending = null;
        if (client.StatusAt(now) == ClientStatus.Issued)
        {
            if (!GoDuration.TryParse(body.PendingPeriod, out var period))
                return Refuse("pending_period must be a duration such as 24h: how long the certificate that is there still holds");
            pending = period;
        }

        var (_, outcome) = await registry.CreateSecretAsync(
            null,
            target,
            SecretHash.Create(secret, SecretHash.Iterations, now + available, pending, body.PendingPeriod ?? ""),
            replace: false,
            cancellationToken
        );
        return outcome == ClientOutcome.Done ? TypedResults.StatusCode(StatusCodes.Status201Created) : Refuse("Client is not in INACTIVE or ISSUED state");
    }

    private static Results<Ok<SecretView>, ContentHttpResult> Get(string cn, ClientRegistry registry, TimeProvider time) =>
        registry.Current.Find(cn)?.SecretAt(time.GetUtcNow()) is { } secret
            ? TypedResults.Ok(new SecretView("", secret.PendingPeriod is null ? "ACTIVATE" : "UPDATE", secret.DeleteAt, secret.PendingText))
            : Refuse("no secret waits for this client");

    private static ContentHttpResult Refuse(string text) => TypedResults.Text(text, statusCode: StatusCodes.Status500InternalServerError);
}
