using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>An eventfd that ends the loop's wait. Written only when the loop sleeps: a write costs a system call.</summary>
internal sealed unsafe class WakeHandle : PollHandler
{
    private int _sleeping;

    public WakeHandle() => Descriptor = NativeSystem.eventfd(0, NativeSystem.EFD_NONBLOCK | NativeSystem.EFD_CLOEXEC);

    /// <summary>Wakes the loop, from any thread, after work has been queued.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _sleeping, 0) == 0)
            return;
        ulong one = 1;
        _ = NativeSystem.write(Descriptor, &one, sizeof(ulong));
    }

    /// <summary>The loop says that it is about to sleep, and must look at its queues once more after it.</summary>
    public void AboutToSleep() => Interlocked.Exchange(ref _sleeping, 1);

    public void Awake() => Volatile.Write(ref _sleeping, 0);

    internal override void OnEvents(uint events)
    {
        ulong value;
        _ = NativeSystem.read(Descriptor, &value, sizeof(ulong));
    }
}
