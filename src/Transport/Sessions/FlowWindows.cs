using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Transport.Sessions;

/// <summary>
/// Bytes that a peer may send before we have taken them. <c>msquic</c> rounds <see cref="Stream"/> down to a power of two and raises it as the path
/// needs; it takes no account of the others.
/// </summary>
public sealed record FlowWindows : IValidatableObject
{
    private const int Least = 16 * 1024;
    private const int Most = 1024 * 1024 * 1024;

    /// <summary>Of one stream, at first; engines may raise it up to <see cref="MaxStream"/>.</summary>
    [Range(Least, Most)]
    public int Stream { get; init; } = 512 * 1024;

    /// <summary>Where automatic growth of <see cref="Stream"/> ends.</summary>
    [Range(Least, Most)]
    public int MaxStream { get; init; } = 8 * 1024 * 1024;

    /// <summary>Of all streams of a session together.</summary>
    [Range(Least, Most)]
    public int Session { get; init; } = 32 * 1024 * 1024;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MaxStream < Stream) yield return new ValidationResult($"write at least as much as {nameof(Stream)}, {Stream}", [nameof(MaxStream)]);
        if (Session < MaxStream) yield return new ValidationResult($"write at least as much as {nameof(MaxStream)}, {MaxStream}", [nameof(Session)]);
    }
}
