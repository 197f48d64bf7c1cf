namespace SocketWarp.Protocol.Rest;

/// <summary>Every error of <c>/api/v1</c>: problem details (RFC 9457) with the field, its value and the fix.</summary>
public sealed record ApiProblem
{
    /// <summary>The <see cref="Type"/> of what a listener that speaks TLS answers to clear text.</summary>
    public const string TlsNeeded = "urn:socketwarp:problem:tls-needed";

    /// <summary>The stable name of the kind of problem, <c>urn:socketwarp:problem:port-taken</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of problem for people.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>The whole message.</summary>
    public string? Detail { get; init; }

    /// <summary>The member of the body, parameter or header that is wrong.</summary>
    public string? Field { get; init; }

    /// <summary>What was sent in it; never a secret.</summary>
    public string? Value { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Fix { get; init; }
}
