using System.Diagnostics;

namespace SocketWarp.Client.Http;

/// <summary>
/// The attempts of one write. Where it is not known what became of one, because its answer was lost or the service does not know itself, another follows
/// with the same key, and gets the outcome of the first. They end with the time of the call.
/// </summary>
internal sealed class WriteAttempts(TimeSpan time)
{
    public const string KeyHeader = "Idempotency-Key";

    private const string Unknown = "store-silent";

    // Quick for a connection that broke, and few calls while a store is away.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _pause = FirstPause;
    private ApiException? _doubt;

    /// <summary>A key that no other write has.</summary>
    public string Key { get; } = $"\"{Guid.NewGuid():N}\"";

    /// <summary>What is left of the call's time.</summary>
    public TimeSpan Left => time == Timeout.InfiniteTimeSpan ? time : TimeSpan.FromTicks(Math.Max(0, (time - _clock.Elapsed).Ticks));

    /// <summary>Returns after a pause when another attempt shall follow.</summary>
    /// <exception cref="ApiException">
    /// when the failure says what became of the write, or the time is over: then what the first failure said that left it open.
    /// </exception>
    public async Task AgainAfterAsync(ApiException failure, CancellationToken cancellationToken)
    {
        // While the service or its store is away, what a later attempt fails with says nothing of the first.
        var isOpen = _doubt is null ? failure is { Failure: ApiFailure.Closed } or { Code: Unknown } : !IsAnswer(failure);
        if (!isOpen)
            throw failure;
        _doubt ??= failure;
        if (Left != Timeout.InfiniteTimeSpan && Left <= _pause)
            throw _doubt;
        await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private static bool IsAnswer(ApiException failure) =>
        failure
            is { Failure: ApiFailure.Refused, Status: not 503 }
                or { Failure: ApiFailure.Foreign or ApiFailure.TooLarge or ApiFailure.TlsNeeded or ApiFailure.NotTls or ApiFailure.Untrusted };
}
