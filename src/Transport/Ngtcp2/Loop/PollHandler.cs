using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>Whatever owns a descriptor that the loop watches. Loop thread only.</summary>
internal abstract class PollHandler
{
    /// <summary>The descriptor that is polled; −1 without one.</summary>
    public int Descriptor { get; protected internal set; } = -1;

    /// <summary>Tells an event of this owner from a late one of an earlier owner of the same descriptor number.</summary>
    internal uint Generation { get; set; }

    internal abstract void OnEvents(uint events);

    /// <summary>
    /// Called by the poller alone. Where other threads use the descriptor too, they are kept out meanwhile: its number may be another's at once.
    /// </summary>
    internal virtual void CloseDescriptor()
    {
        _ = NativeSystem.close(Descriptor);
        Descriptor = -1;
    }
}
