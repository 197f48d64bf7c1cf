using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Settings;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Rest;

/// <summary>What stands in the way of a change.</summary>
internal static class RestProblems
{
    public static ApiProblem NotFound(string uid) => Problems.NotFound("client", uid, $"the clients are listed at {RestRoutes.Clients}");

    public static ApiProblem Exists(string uid) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "uid-taken",
            "The client exists",
            $"client \"{uid}\" exists",
            "uid",
            uid,
            "choose another uid, or make a new secret for it"
        );

    public static ApiProblem NoSecretNow(string uid) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "wrong-status",
            "Not in this status",
            $"client \"{uid}\" has just got a certificate, and the one before still holds",
            "uid",
            uid,
            "wait until that has ended, or revoke the client first"
        );

    /// <summary>What a repeat gets where the first answer had a secret, of which only a hash is kept.</summary>
    public static ApiProblem SecretNotRepeated(string uid) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "secret-not-repeated",
            "The secret was in the first answer",
            $"the same request was done before, and the secret that it made for client \"{uid}\" was in its answer only",
            "uid",
            uid,
            "make another secret, which takes its place"
        );

    public static ApiProblem NothingToRevoke(string uid) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "wrong-status",
            "Not in this status",
            $"client \"{uid}\" is INACTIVE",
            "uid",
            uid,
            "there is nothing to revoke: it has no certificate that holds, and no secret"
        );

    public static ApiProblem Full(string what = "there are as many clients as the store takes") =>
        Problems.Create(
            StatusCodes.Status507InsufficientStorage,
            "store-full",
            "The store is full",
            what,
            null,
            null,
            $"raise the setting {ScepSettings.Section}:{nameof(ScepSettings.MaxClients)}"
        );

    public static ApiProblem NoAttributes() => Problems.Invalid("attributes", null, "attributes are missing", "name those to set, and those to remove as null");

    public static ApiProblem UnfitAttributes() => Problems.Invalid("attributes", null, ClientAttributes.Unfit, "leave some out, or write others");

    public static ApiProblem Duration(string field, string? value, string fix) => Problems.Invalid(field, value, $"{field} is \"{value}\"", fix);
}
