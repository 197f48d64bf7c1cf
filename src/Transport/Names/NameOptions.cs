using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Net;

namespace SocketWarp.Transport.Names;

/// <summary>How names become addresses, and how the addresses of one name are tried.</summary>
public sealed record NameOptions
{
    /// <summary>
    /// How long an answer is used again. One second: a burst of visitors costs one lookup, and a name that moves is followed at once. Zero: lookups are
    /// only shared while they run.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan KeepAnswers { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lookups that run at once, each on a thread of its own, because the system's resolver blocks. As many again are for names that had no address
    /// the last time, so that these hold up no other name.
    /// </summary>
    [Range(1, 256)]
    public int MaxLookups { get; init; } = 16;

    /// <summary>Names that are remembered or looked up at once; more than that fail with LimitReached.</summary>
    [Range(1, 1_000_000)]
    public int MaxNames { get; init; } = 1_024;

    /// <summary>
    /// An address of a name gets this head start before the next one is tried beside it; the one that answers first wins (RFC 8305 section 5).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan AttemptDelay { get; init; } = AddressRace.AttemptDelay;
}
