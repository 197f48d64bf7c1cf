using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A visitor's or target's socket: edge-triggered, one registration for its life.</summary>
internal sealed unsafe class TunnelSocket(RelayContext context, SocketTunnel owner) : PollHandler
{
    private const uint AllEvents = NativeSystem.EPOLLIN | NativeSystem.EPOLLOUT | NativeSystem.EPOLLRDHUP | NativeSystem.EPOLLPRI | NativeSystem.EPOLLET;

    public bool IsOpen => Descriptor >= 0;

    /// <summary>The last write was not cut short.</summary>
    public bool CanWrite { get; set; }

    /// <summary>A short read does not mean that nothing is left: the other end has sent FIN or failed, or reads stop at bytes that it marked urgent.</summary>
    public bool MayHoldMore { get; private set; }

    /// <summary>Takes over an accepted socket, for better or worse.</summary>
    /// <returns>false when the system does not watch it for us.</returns>
    public bool Adopt(int descriptor)
    {
        Descriptor = descriptor;
        CanWrite = true;
        return context.Loop.Poller.Add(this, AllEvents) == 0;
    }

    /// <summary>Begins to connect; the first event tells the outcome.</summary>
    /// <returns>0 or an errno.</returns>
    public int Connect(EndPoint address)
    {
        var native = address.Serialize();
        var family = address.AddressFamily switch
        {
            AddressFamily.InterNetwork => NativeSystem.AF_INET,
            AddressFamily.InterNetworkV6 => NativeSystem.AF_INET6,
            _ => NativeSystem.AF_UNIX,
        };
        MayHoldMore = false;
        Descriptor = NativeSystem.socket(family, NativeSystem.SOCK_STREAM | NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC, 0);
        if (Descriptor < 0)
            return Marshal.GetLastPInvokeError();
        if (!context.Descriptors.Allows(Descriptor))
        {
            context.DescriptorsAreShort();
            Close();
            return NativeSystem.EMFILE;
        }

        if (family != NativeSystem.AF_UNIX)
            TunnelSocketOptions.SetAll(Descriptor, context.Options);
        int error;
        fixed (byte* bytes = native.Buffer.Span)
            error = NativeSystem.connect(Descriptor, bytes, (uint)native.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
        // Whatever the poller says, it is our shortage and not the target's fault.
        if (error is 0 or NativeSystem.EINPROGRESS)
            error = context.Loop.Poller.Add(this, AllEvents) == 0 ? 0 : NativeSystem.ENOSPC;
        if (error != 0)
            Close();
        return error;
    }

    /// <summary>Bytes that the kernel has taken and the other end has not.</summary>
    public int Queued
    {
        get
        {
            int bytes;
            return NativeSystem.ioctl(Descriptor, NativeSystem.SIOCOUTQ, &bytes) == 0 ? bytes : 0;
        }
    }

    public int PendingError => NativeSystem.GetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_ERROR);

    public void ShutdownWrite() => _ = NativeSystem.shutdown(Descriptor, NativeSystem.SHUT_WR);

    /// <summary>Ends it so that the other end sees a reset.</summary>
    public void Reset()
    {
        if (IsOpen)
            context.Loop.Poller.Close(this);
    }

    public void Close()
    {
        if (!IsOpen)
            return;
        TunnelSocketOptions.ResetWhenClosed(Descriptor, false);
        context.Loop.Poller.Close(this);
    }

    internal override void OnEvents(uint events)
    {
        if ((events & (NativeSystem.EPOLLRDHUP | NativeSystem.EPOLLHUP | NativeSystem.EPOLLERR | NativeSystem.EPOLLPRI)) != 0)
            MayHoldMore = true;
        owner.OnSocketEvents(this, events);
    }
}
