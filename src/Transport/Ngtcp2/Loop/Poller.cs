using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>epoll: one registration per descriptor, handlers indexed by descriptor.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int MaxEvents = 256;
    private readonly int _epoll = NativeSystem.epoll_create1(NativeSystem.EPOLL_CLOEXEC);
    private PollHandler?[] _handlers = new PollHandler?[256];
    private readonly NativeSystem.EpollEvent* _events = (NativeSystem.EpollEvent*)NativeMemory.Alloc(MaxEvents, (nuint)sizeof(NativeSystem.EpollEvent));
    private int _count;
    private uint _generation;

    public bool HasEvents => _count > 0;

    /// <returns>0 or an errno: the system watches no more (fs.epoll.max_user_watches) or has no memory, and the handler stays out.</returns>
    public int Add(PollHandler handler, uint events)
    {
        handler.Generation = ++_generation;
        var error = Control(NativeSystem.EPOLL_CTL_ADD, handler, events);
        if (error != 0)
            return error;
        if (handler.Descriptor >= _handlers.Length)
            Array.Resize(ref _handlers, Math.Max(_handlers.Length * 2, handler.Descriptor + 1));
        _handlers[handler.Descriptor] = handler;
        return 0;
    }

    public void Change(PollHandler handler, uint events)
    {
        var error = Control(NativeSystem.EPOLL_CTL_MOD, handler, events);
        if (error != 0)
            throw new IOException($"epoll_ctl failed: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Stops watching; the descriptor stays open.</summary>
    public void Remove(PollHandler handler)
    {
        _handlers[handler.Descriptor] = null;
        _ = NativeSystem.epoll_ctl(_epoll, NativeSystem.EPOLL_CTL_DEL, handler.Descriptor, null);
    }

    /// <summary>Stops watching and closes the descriptor.</summary>
    public void Close(PollHandler handler)
    {
        if (handler.Descriptor < 0)
            return;
        if (handler.Descriptor < _handlers.Length && _handlers[handler.Descriptor] == handler)
            _handlers[handler.Descriptor] = null;
        handler.CloseDescriptor();
    }

    /// <summary>Waits until something happens or for <paramref name="nanoseconds"/> (−1: for ever).</summary>
    public void Wait(long nanoseconds)
    {
        NativeSystem.TimeSpec timeout = new() { tv_sec = nanoseconds / 1_000_000_000, tv_nsec = nanoseconds % 1_000_000_000 };
        _count = NativeSystem.epoll_pwait2(_epoll, _events, MaxEvents, nanoseconds < 0 ? null : &timeout, null);
    }

    /// <summary>Tells the owners what the last wait found, once: there need not be another wait before the next time.</summary>
    public void HandOutEvents()
    {
        for (var i = 0; i < _count; i++)
        {
            var descriptor = (int)(uint)_events[i].data;
            var handler = descriptor < _handlers.Length ? _handlers[descriptor] : null;
            if (handler != null && handler.Generation == (uint)(_events[i].data >> 32))
                handler.OnEvents(_events[i].events);
        }

        _count = 0;
    }

    public void Dispose()
    {
        foreach (var handler in _handlers)
            if (handler != null)
                Close(handler);

        _ = NativeSystem.close(_epoll);
        NativeMemory.Free(_events);
    }

    /// <returns>0 or an errno.</returns>
    private int Control(int operation, PollHandler handler, uint events)
    {
        NativeSystem.EpollEvent data = new() { events = events, data = (uint)handler.Descriptor | (ulong)handler.Generation << 32 };
        return NativeSystem.epoll_ctl(_epoll, operation, handler.Descriptor, &data) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
