namespace SocketWarp.Base;

/// <summary>
/// Delays between attempts: doubled from a minimum to a maximum, each shortened by up to half at random, so that peers which lost the
/// same server do not come back in step.
/// </summary>
public sealed class Backoff
{
    private readonly TimeSpan _minimum;
    private readonly TimeSpan _maximum;
    private readonly Random _random;
    private TimeSpan _next;

    /// <param name="random">Where the shortening comes from; null: <see cref="Random.Shared"/>.</param>
    public Backoff(TimeSpan minimum, TimeSpan maximum, Random? random = null) =>
        (_minimum, _maximum, _random, _next) = (minimum, maximum, random ?? Random.Shared, minimum);

    /// <summary>The delay after one more failure; never above the maximum.</summary>
    public TimeSpan Next()
    {
        var delay = _next;
        _next = delay < _maximum / 2 ? delay * 2 : _maximum;
        return delay - (delay * (_random.NextDouble() / 2));
    }

    /// <summary>Begins again at the minimum, after a success.</summary>
    public void Reset() => _next = _minimum;
}
