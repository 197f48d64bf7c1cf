using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Net;
using SocketWarp.Base.Settings;

namespace SocketWarp.Transport.Names;

/// <summary>How names become addresses, and how the addresses of one name are tried.</summary>
public sealed record NameOptions : ISettings
{
    /// <summary>
    /// How long the answer to a name lookup is used again, so that a burst of visitors costs one; <c>0s</c>: lookups are only shared while they run.
    /// </summary>
    [DurationRange("0s", "5m")]
    public TimeSpan KeepAnswers { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lookups that run at once, each on a thread of its own, since the system's resolver blocks; as many again are for names that had no address the last
    /// time.
    /// </summary>
    [Range(1, 256)]
    public int MaxLookups { get; init; } = 16;

    /// <summary>Names that are remembered or looked up at once; more than that fail with <c>LimitReached</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxNames { get; init; } = 1_024;

    /// <summary>The head start of one address of a name before the next is tried beside it.</summary>
    [DurationRange("10ms", "10s")]
    public TimeSpan AttemptDelay { get; init; } = AddressRace.AttemptDelay;
}
