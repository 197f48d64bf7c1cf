using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client;

/// <summary>The failure of a call. Its message is a sentence without a full stop that names the service and its address where it did not answer.</summary>
public sealed class ApiException : Exception
{
    internal ApiException(ApiFailure failure, string message, int? status = null, ApiProblem? problem = null, Exception? inner = null)
        : base(message, inner) => (Failure, Status, Problem) = (failure, status, problem);

    /// <summary>The kind of failure.</summary>
    public ApiFailure Failure { get; }

    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? Status { get; }

    /// <summary>The service's own account; null when it gave none.</summary>
    public ApiProblem? Problem { get; }

    /// <summary>The stable name of the problem, such as <c>port-taken</c>; null when the service gave none.</summary>
    public string? Code => Problem?.Type is { } type ? type[(type.LastIndexOf(':') + 1)..] : null;

    /// <summary>The member, parameter or header that is wrong; null when the service named none.</summary>
    public string? Field => Problem?.Field;

    /// <summary>The service's advice; null when it gave none.</summary>
    public string? Fix => Problem?.Fix;
}
