using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Api;

/// <summary>What went wrong with a call, in words, with what to do and the exit code.</summary>
internal static class ApiFailures
{
    /// <summary>The service refused.</summary>
    public static WarpException Of(int status, string body, ApiAccess access)
    {
        if (Read(body) is not { } problem)
            return status is >= 500 ? new WarpException(ExitCode.Failed, $"{access.Where} failed with status {status}", "look at its log") : Foreign(access);
        var hint = status is 401 ? TokenHint(access) : problem.Fix;
        return new WarpException(CodeOf(status), What(problem), hint) { Json = body };
    }

    /// <summary>Nobody answered, or not over TLS.</summary>
    public static WarpException Away(ApiAccess access, HttpRequestException failure)
    {
        var hint = failure switch
        {
            { InnerException: AuthenticationException e } when IsClearText(e) => $"write http:// instead of https:// in {access.Service.Option}, {access.Service.AddressVariable} or the settings file",
            { HttpRequestError: HttpRequestError.SecureConnectionError } => "name the authority of its certificate with --ca-file",
            _ => $"start it, or name another address with {access.Service.Option} or {access.Service.AddressVariable}",
        };
        return new WarpException(ExitCode.ApiAway, $"{access.Where} does not answer: {Reason(failure)}", hint);
    }

    /// <summary>Somebody answered, but not this service.</summary>
    public static WarpException Foreign(ApiAccess access) =>
        new(ExitCode.ApiAway, $"what answers at {access.AddressText} is not {access.Service.Name}", $"name another address with {access.Service.Option} or {access.Service.AddressVariable}");

    private static int CodeOf(int status) => status switch
    {
        401 or 403 => ExitCode.NoAccess,
        404 => ExitCode.NotFound,
        409 or 412 => ExitCode.Conflict,
        >= 500 => ExitCode.Failed,
        _ => ExitCode.BadArgument,
    };

    private static string TokenHint(ApiAccess access) => access.Token is null
        ? $"name a token file with --token-file or {access.Service.TokenFileVariable}; {access.Service.FirstToken}"
        : $"the token belongs to another API, or was revoked; {access.Service.FirstToken}";

    /// <summary>A service's detail is "what: fix"; the fix becomes the hint.</summary>
    private static string What(ApiProblem problem)
    {
        var detail = problem.Detail ?? problem.Title ?? "it refused";
        return problem.Fix is { Length: > 0 } fix && detail.EndsWith($": {fix}", StringComparison.Ordinal) ? detail[..^(fix.Length + 2)] : detail;
    }

    private static ApiProblem? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, RestJson.Default.ApiProblem) is { Detail: not null } problem ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Reason(HttpRequestException failure) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "its name is unknown",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "there is no way to it",
        AuthenticationException e when IsClearText(e) => "it does not speak TLS",
        AuthenticationException e => e.Message,
        IOException => "the connection ended too early",
        _ => failure.Message,
    };

    /// <summary>The runtime has no code for an answer that is no TLS record, only these words: "cannot determine the frame size".</summary>
    private static bool IsClearText(AuthenticationException failure) => failure.Message.Contains("frame size", StringComparison.Ordinal);
}
