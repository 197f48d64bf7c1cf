using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Http;

/// <summary>Every problem that the API can report: what its type is called, its status, its text.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";
    private const string TypePrefix = "urn:socketwarp:problem:";

    public static ApiProblem Malformed(string? field, string? value, string what, string fix) =>
        Create(StatusCodes.Status400BadRequest, "malformed", "The request cannot be read", what, field, value, fix);

    public static ApiProblem Unauthorized(string why) =>
        Create(StatusCodes.Status401Unauthorized, "no-token", "A token is needed", why, "Authorization", null, "send \"Authorization: Bearer TOKEN\"; the first start wrote tokens to the state directory");

    public static ApiProblem Forbidden(string role) =>
        Create(StatusCodes.Status403Forbidden, "not-allowed", "The token may not do this", $"the role \"{role}\" may not do this", "Authorization", null, "use a token of another role");

    public static ApiProblem NotFound(string what, string value, string fix) =>
        Create(StatusCodes.Status404NotFound, "not-found", "Not found", $"there is no {what} {PeerText.Quote(value)}", what, value, fix);

    public static ApiProblem PortTaken(Assignment holder) => Create(
        StatusCodes.Status409Conflict, "port-taken", "The port is taken",
        $"port {holder.Port} of gateway \"{holder.Gateway}\" belongs to assignment \"{holder.Id}\" of uid \"{holder.Uid}\"",
        "port", $"{holder.Port}", "choose another port, or delete that assignment");

    public static ApiProblem IdTaken(string id) =>
        Create(StatusCodes.Status409Conflict, "id-taken", "The id is taken", $"assignment \"{id}\" exists", "id", id, "choose another id, leave it out, or replace the assignment with PUT");

    public static ApiProblem RevisionMismatch(Assignment current) => Create(
        StatusCodes.Status412PreconditionFailed, "changed-meanwhile", "Changed meanwhile",
        $"assignment \"{current.Id}\" is at revision {current.Revision}", "If-Match", null, "read it again and repeat the change");

    public static ApiProblem BodyTooLarge(long limit) => Create(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large",
        $"the body has more than {limit} bytes", "body", null, $"send at most {limit} bytes (setting {ApiSettings.Section}:{nameof(ApiSettings.MaxBodyBytes)})");

    public static ApiProblem WrongContentType(string? contentType) => Create(
        StatusCodes.Status415UnsupportedMediaType, "wrong-content-type", "Wrong content type",
        $"the content type is {PeerText.Quote(contentType)}", "Content-Type", contentType, "send JSON with \"Content-Type: application/json\"");

    public static ApiProblem Invalid(string field, string? value, string what, string fix) =>
        Create(StatusCodes.Status422UnprocessableEntity, "invalid", "A value is not allowed", what, field, value, fix);

    public static ApiProblem StoreFull(int limit) => Create(
        StatusCodes.Status507InsufficientStorage, "store-full", "The store is full",
        $"the store has {limit} assignments, its limit", null, null, "delete some, or raise the setting State:MaxAssignments");

    public static ApiProblem StoreUnavailable(string why) => Create(
        StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The change was not made", why, null, null, "try again; the log of the ControlApi says more");

    public static ApiProblem Internal() =>
        Create(StatusCodes.Status500InternalServerError, "internal", "A fault of ours", "the request failed", null, null, "the log of the ControlApi says why");

    /// <summary>For what the framework answered with a bare status.</summary>
    public static ApiProblem OfStatus(int status, string path) => status switch
    {
        StatusCodes.Status404NotFound => NotFound("path", path, "the paths are listed in /openapi/v1.json"),
        StatusCodes.Status405MethodNotAllowed => Create(status, "wrong-method", "Wrong method", "this path does not take this method", "method", null, "the Allow header lists the methods it takes"),
        StatusCodes.Status415UnsupportedMediaType => WrongContentType(null),
        StatusCodes.Status500InternalServerError => Internal(),
        _ => Create(status, "refused", "The request was refused", $"status {status}", null, null, "the paths and bodies are described in /openapi/v1.json"),
    };

    private static ApiProblem Create(int status, string type, string title, string what, string? field, string? value, string fix) => new()
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
