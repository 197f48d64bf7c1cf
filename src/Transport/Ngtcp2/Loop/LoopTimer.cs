namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>A deadline that can be moved or cancelled cheaply. Loop thread only.</summary>
internal abstract class LoopTimer
{
    public const ulong Never = ulong.MaxValue;

    /// <summary>Nanoseconds of <see cref="EventLoop.Now"/>.</summary>
    public ulong Deadline { get; internal set; } = Never;

    /// <summary>Position in the heap, −1 when not in it.</summary>
    internal int Position { get; set; } = -1;

    internal abstract void OnExpired(ulong now);
}
