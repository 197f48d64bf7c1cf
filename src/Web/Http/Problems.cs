using Microsoft.AspNetCore.Http;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http.Keys;

namespace SocketWarp.Web.Http;

/// <summary>The problems that each of our APIs can report: the name of its type, its status, its text.</summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";
    private const string TypePrefix = "urn:socketwarp:problem:";

    public static ApiProblem SpeaksTls() =>
        Create(StatusCodes.Status400BadRequest, "tls-needed", "TLS is needed", "this port speaks TLS", "scheme", "http", "write https:// instead of http://");

    public static ApiProblem Malformed(string? field, string? value, string what, string fix) =>
        Create(StatusCodes.Status400BadRequest, "malformed", "The request cannot be read", what, field, value, fix);

    public static ApiProblem Unauthorized(string why) =>
        Create(
            StatusCodes.Status401Unauthorized,
            "no-token",
            "A token is needed",
            why,
            "Authorization",
            null,
            "send \"Authorization: Bearer TOKEN\"; the first start wrote tokens to the state directory"
        );

    public static ApiProblem Forbidden(string role) =>
        Create(
            StatusCodes.Status403Forbidden,
            "not-allowed",
            "The token may not do this",
            $"the role \"{role}\" may not do this",
            "Authorization",
            null,
            "use a token of another role"
        );

    public static ApiProblem NotFound(string what, string value, string fix) =>
        Create(StatusCodes.Status404NotFound, "not-found", "Not found", $"there is no {what} {PeerText.Quote(value)}", what, value, fix);

    public static ApiProblem BodyTooLarge(long limit, string setting) =>
        Create(
            StatusCodes.Status413PayloadTooLarge,
            "too-large",
            "The body is too large",
            $"the body has more than {limit} bytes",
            "body",
            null,
            $"send at most {limit} bytes (setting {setting})"
        );

    public static ApiProblem BodyTooSlow(TimeSpan limit, string setting) =>
        Create(
            StatusCodes.Status408RequestTimeout,
            "too-slow",
            "The body took too long",
            $"the body did not come within {DurationText.Format(limit)}",
            "body",
            null,
            $"send all of it at once, or allow more time (setting {setting})"
        );

    public static ApiProblem WrongContentType(string? contentType) =>
        Create(
            StatusCodes.Status415UnsupportedMediaType,
            "wrong-content-type",
            "Wrong content type",
            $"the content type is {PeerText.Quote(contentType)}",
            "Content-Type",
            contentType,
            "send JSON with \"Content-Type: application/json\""
        );

    public static ApiProblem Invalid(string field, string? value, string what, string fix) =>
        Create(StatusCodes.Status422UnprocessableEntity, "invalid", "A value is not allowed", what, field, value, fix);

    /// <param name="message">One of <see cref="ProblemText"/>.</param>
    public static ApiProblem Invalid(string field, string? value, string message)
    {
        var (what, fix) = ProblemText.Split(message);
        return Invalid(field, value, what, fix);
    }

    /// <summary>The key of the request was that of another one.</summary>
    public static ApiProblem KeyReused() =>
        Create(
            StatusCodes.Status422UnprocessableEntity,
            "key-reused",
            "The key belongs to another request",
            $"the {RequestKeyHeader.Name} was sent with another request before, and nothing was done now",
            RequestKeyHeader.Name,
            null,
            "choose a new key for each request, and repeat a request byte for byte"
        );

    public static ApiProblem StoreUnavailable(UnavailableException failure) =>
        failure.MayHaveHappened
            ? Create(
                StatusCodes.Status503ServiceUnavailable,
                "store-silent",
                "It is not known whether the change was made",
                failure.Message,
                null,
                null,
                "repeat the request with its Idempotency-Key and get the outcome; without a key, read back what you wanted to change first"
            )
            : Create(
                StatusCodes.Status503ServiceUnavailable,
                "store-unavailable",
                "The change was not made",
                failure.Message,
                null,
                null,
                "try again; the log of the service says more"
            );

    public static ApiProblem Internal() =>
        Create(StatusCodes.Status500InternalServerError, "internal", "Internal error", "the request failed", null, null, "the log of the service says why");

    /// <summary>The problem for a bare status that the framework answered.</summary>
    public static ApiProblem OfStatus(int status, string path) =>
        status switch
        {
            StatusCodes.Status404NotFound => NotFound("path", path, "the paths are listed in /openapi/v1.json"),
            StatusCodes.Status405MethodNotAllowed => Create(
                status,
                "wrong-method",
                "Wrong method",
                "this path does not take this method",
                "method",
                null,
                "the Allow header lists the methods it takes"
            ),
            StatusCodes.Status415UnsupportedMediaType => WrongContentType(null),
            StatusCodes.Status500InternalServerError => Internal(),
            _ => Create(status, "refused", "The request was refused", $"status {status}", null, null, "the paths and bodies are described in /openapi/v1.json"),
        };

    /// <param name="type">The end of its URN.</param>
    /// <param name="what">What is wrong; with the fix it becomes the whole message.</param>
    public static ApiProblem Create(int status, string type, string title, string what, string? field, string? value, string fix) =>
        new()
        {
            Type = TypePrefix + type,
            Title = title,
            Status = status,
            Detail = $"{what}: {fix}",
            Field = field,
            Value = value is null ? null : PeerText.Clean(value),
            Fix = fix,
        };
}
