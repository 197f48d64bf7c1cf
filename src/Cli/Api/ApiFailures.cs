using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Api;

/// <summary>What went wrong with a call, in words, with what to do and the exit code.</summary>
internal static class ApiFailures
{
    /// <summary>The service refused.</summary>
    public static WarpException Of(int status, string body, ApiAccess access)
    {
        if (WantsTls(status, body, access)) return SpeaksTls(access);
        if (Read(body) is not { } problem)
            return status is >= 500 ? new WarpException(ExitCode.Failed, $"{access.Where} failed with status {status}", "look at its log") : Foreign(access);
        var hint = status is 401 ? TokenHint(access) : problem.Fix;
        return new WarpException(CodeOf(status), What(problem), hint) { Json = body };
    }

    /// <summary>The error when nobody answered, or not over TLS.</summary>
    /// <param name="reached">Whether something took the connection.</param>
    public static WarpException Away(ApiAccess access, HttpRequestException failure, bool reached)
    {
        var service = access.Service;
        var another = $"or name another address with {service.Option} or {service.AddressVariable}";
        var (reason, hint) = failure switch
        {
            { InnerException: AuthenticationException e } when IsClearText(e) => ("it does not speak TLS", SchemeHint(access, "http")),
            { InnerException: AuthenticationException e } => (e.Message, "name the authority of its certificate with --ca-file"),
            { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => ("nobody listens there", $"start it, {another}"),
            { HttpRequestError: HttpRequestError.NameResolutionError } or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } =>
                ("its name is unknown", $"check the name, {another}"),
            { InnerException: SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } } =>
                ("there is no way to it", $"check the network and the firewalls between, {another}"),
            { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } when !reached => ("the connection timed out", Unreached(access)),
            _ when reached => ("it closed the connection without an answer", Closed(access)),
            _ => (failure.Message.TrimEnd('.'), $"check the address, {another}"),
        };
        return new WarpException(ExitCode.ApiAway, $"{access.Where} does not answer: {reason}", hint);
    }

    /// <summary>The time for a call is over.</summary>
    /// <param name="reached">Whether something took the connection.</param>
    public static WarpException TimedOut(ApiAccess access, bool reached) => reached
        ? new WarpException(ExitCode.ApiAway, $"{access.Where} did not answer within {DurationText.Format(access.Timeout)}", "it runs but hangs, or is overloaded: look at its log, or allow more with --timeout")
        : new WarpException(ExitCode.ApiAway, $"{access.Where} could not be reached within {DurationText.Format(access.Timeout)}", Unreached(access));

    /// <summary>The error when something answered, but not this service.</summary>
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

    private static WarpException SpeaksTls(ApiAccess access) => new(ExitCode.ApiAway, $"{access.Where} does not answer: it speaks TLS", SchemeHint(access, "https"));

    /// <summary>Whether the server wants TLS. Our services say so in the problem's type; most others answer 400 with a sentence about HTTPS.</summary>
    private static bool WantsTls(int status, string body, ApiAccess access) =>
        status is 400 && access.Address.Scheme == "http" && (Read(body) is { } problem ? problem.Type == ApiProblem.TlsNeeded : body.Contains("HTTPS", StringComparison.OrdinalIgnoreCase));

    private static string SchemeHint(ApiAccess access, string scheme) =>
        $"write {scheme}:// instead of {access.Address.Scheme}:// in {access.Service.Option}, {access.Service.AddressVariable} or the settings file";

    private static string Unreached(ApiAccess access) =>
        $"check the address and the firewalls between, or allow more with --timeout; the address is set by {access.Service.Option} or {access.Service.AddressVariable}";

    private static string Closed(ApiAccess access) => access.Address.Scheme == "http"
        ? "something listens there: look at its log, and try https:// if it speaks TLS"
        : "something listens there: look at its log";

    /// <summary>The runtime has no code for an answer that is no TLS record, only these words: "cannot determine the frame size".</summary>
    private static bool IsClearText(AuthenticationException failure) => failure.Message.Contains("frame size", StringComparison.Ordinal);
}
