using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client.Http;

/// <summary>Turns what went wrong with a call into the exception that callers get.</summary>
internal sealed class ApiFailures(string service, ApiClientOptions options)
{
    private readonly string _address = options.SocketPath is { } path ? $"unix:{path}" : options.Address.AbsoluteUri.TrimEnd('/');

    private string Where => $"{service} at {_address}";

    /// <summary>The service refused or failed, or another one answered.</summary>
    public ApiException Of(HttpAnswer answer)
    {
        var problem = answer.Read(RestJson.Default.ApiProblem) is { Detail: not null } read && answer.Status >= 400 ? read : null;
        if (WantsTls(answer, problem))
            return new ApiException(ApiFailure.TlsNeeded, $"{Where} does not answer: it speaks TLS", answer.Status, problem);
        if (problem is not null)
            return new ApiException(ApiFailure.Refused, What(problem), answer.Status, problem);
        return answer.Status >= 500
            ? new ApiException(ApiFailure.Failed, $"{Where} failed with status {answer.Status}", answer.Status)
            : Foreign(answer.Status);
    }

    /// <summary>What answered is another server, or its answer was cut off.</summary>
    public ApiException Foreign(int? status, Exception? inner = null) =>
        new(ApiFailure.Foreign, $"what answers at {_address} is not {service}", status, inner: inner);

    public ApiException TooLarge(long most) => new(ApiFailure.TooLarge, $"the answer of {Where} has more than {most} bytes");

    /// <summary>The connection failed.</summary>
    /// <param name="reached">Something took it before.</param>
    public ApiException Away(Exception failure, bool reached)
    {
        var error = (failure as HttpRequestException)?.HttpRequestError ?? (failure as HttpIOException)?.HttpRequestError;
        if (error is HttpRequestError.ConfigurationLimitExceeded)
            return TooLarge(options.MaxAnswerBytes);
        if (error is HttpRequestError.InvalidResponse)
            return Foreign(null, failure);
        var tls = failure.InnerException as AuthenticationException;
        var (kind, reason) = (failure.InnerException as SocketException)?.SocketErrorCode switch
        {
            _ when tls is not null && IsClearText(tls) => (ApiFailure.NotTls, "it does not speak TLS"),
            _ when tls is not null => (ApiFailure.Untrusted, tls.Message),
            SocketError.ConnectionRefused => (ApiFailure.NotListening, "nobody listens there"),
            // The runtime has no other code for a Unix socket that does not exist.
            SocketError.AddressNotAvailable when options.SocketPath is not null => (ApiFailure.NotListening, "there is no such socket"),
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => (ApiFailure.NameUnknown, "its name is unknown"),
            _ when error is HttpRequestError.NameResolutionError => (ApiFailure.NameUnknown, "its name is unknown"),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => (ApiFailure.NoRoute, "there is no way to it"),
            SocketError.TimedOut when !reached => (ApiFailure.Unreachable, "the connection timed out"),
            _ when reached => (ApiFailure.Closed, "it closed the connection without an answer"),
            _ => (ApiFailure.Other, failure.Message.TrimEnd('.')),
        };
        return new ApiException(kind, $"{Where} does not answer: {reason}", inner: failure);
    }

    /// <summary>The time of a call is over.</summary>
    public ApiException NoAnswer(TimeSpan time, bool reached) =>
        reached
            ? new ApiException(ApiFailure.TimedOut, $"{Where} did not answer within {DurationText.Format(time)}")
            : new ApiException(ApiFailure.Unreachable, $"{Where} could not be reached within {DurationText.Format(time)}");

    /// <summary>A transfer stood still for too long.</summary>
    public ApiException Silent(TimeSpan time, bool reached) =>
        reached ? new ApiException(ApiFailure.TimedOut, $"{Where} was silent for {DurationText.Format(time)}") : NoAnswer(time, reached);

    /// <summary>A service's detail is "what: fix"; the fix is kept apart.</summary>
    private static string What(ApiProblem problem)
    {
        var detail = problem.Detail!;
        return problem.Fix is { Length: > 0 } fix && detail.EndsWith($": {fix}", StringComparison.Ordinal) ? detail[..^(fix.Length + 2)] : detail;
    }

    /// <summary>Whether the server wants TLS. Our services say so in the problem's type; most others answer 400 with a sentence about HTTPS.</summary>
    private bool WantsTls(HttpAnswer answer, ApiProblem? problem) =>
        answer.Status is 400
        && options.Address.Scheme == "http"
        && (
            problem?.Type == ApiProblem.TlsNeeded
            || problem is null && Encoding.UTF8.GetString(answer.Body).Contains("HTTPS", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The runtime has no code for an answer that is no TLS record, only these words: "cannot determine the frame size".</summary>
    private static bool IsClearText(AuthenticationException failure) => failure.Message.Contains("frame size", StringComparison.Ordinal);
}
