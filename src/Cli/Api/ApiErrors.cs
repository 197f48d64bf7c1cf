using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>What to do about a call that failed, and the exit code.</summary>
internal static class ApiErrors
{
    public static WarpException Of(ApiException failure, ApiAccess access)
    {
        var service = access.Service;
        var another = $"or name another address with {service.Option} or {service.AddressVariable}";
        return failure.Failure switch
        {
            ApiFailure.Refused => new(CodeOf(failure.Status!.Value), failure.Message, failure.Status is 401 ? TokenHint(access) : failure.Fix),
            ApiFailure.Failed => new(ExitCode.Failed, failure.Message, "look at its log"),
            ApiFailure.TlsNeeded => Away(SchemeHint(access, "https")),
            ApiFailure.NotTls => Away(SchemeHint(access, "http")),
            ApiFailure.Untrusted => Away("name the authority of its certificate with --ca-file"),
            ApiFailure.NotListening => Away($"start it, {another}"),
            ApiFailure.NameUnknown => Away($"check the name, {another}"),
            ApiFailure.NoRoute => Away($"check the network and the firewalls between, {another}"),
            ApiFailure.Unreachable => Away(
                "check the address and the firewalls between, or allow more with --timeout; "
                    + $"the address is set by {service.Option} or {service.AddressVariable}"
            ),
            ApiFailure.TimedOut => Away("it runs but hangs, or is overloaded: look at its log, or allow more with --timeout"),
            // Not HTTP at all may be TLS.
            ApiFailure.Closed or ApiFailure.Foreign when failure.Status is null && access.Address.Scheme == "http" => Away(
                "something listens there: look at its log, and try https:// if it speaks TLS"
            ),
            ApiFailure.Closed => Away("something listens there: look at its log"),
            ApiFailure.Other => Away($"check the address, {another}"),
            _ => Away($"name another address with {service.Option} or {service.AddressVariable}"),
        };

        WarpException Away(string hint) => new(ExitCode.ApiAway, failure.Message, hint);
    }

    private static int CodeOf(int status) =>
        status switch
        {
            401 or 403 => ExitCode.NoAccess,
            404 => ExitCode.NotFound,
            409 or 412 => ExitCode.Conflict,
            >= 500 => ExitCode.Failed,
            _ => ExitCode.BadArgument,
        };

    private static string TokenHint(ApiAccess access) =>
        access.Token is null
            ? $"name a token file with --token-file or {access.Service.TokenFileVariable}; {access.Service.FirstToken}"
            : $"the token belongs to another API, or was revoked; {access.Service.FirstToken}";

    private static string SchemeHint(ApiAccess access, string scheme) =>
        $"write {scheme}:// instead of {access.Address.Scheme}:// in {access.Service.Option}, {access.Service.AddressVariable} or the settings file";
}
