using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>A non-blocking UDP socket on the loop. Loop thread only.</summary>
internal sealed unsafe partial class UdpSocket : PollHandler
{
    private const uint ReadEvents = NativeSystem.EPOLLIN | NativeSystem.EPOLLET;
    private readonly EventLoop _loop;
    private readonly UdpOffload _offload;
    private readonly IDatagramHandler _handler;
    private readonly bool _v6;

    private UdpSocket(EventLoop loop, UdpOffload offload, IDatagramHandler handler, AddressFamily family)
    {
        _loop = loop;
        _offload = offload;
        _handler = handler;
        _v6 = family == AddressFamily.InterNetworkV6;
    }

    public NativeAddress LocalAddress { get; private set; }

    public uint LocalAddressLength { get; private set; }

    internal bool InReadList { get; set; }

    /// <summary>Opens a socket bound to an address; it takes datagrams from anybody.</summary>
    /// <exception cref="TransportException">when the address is AddressInUse or AddressUnavailable.</exception>
    public static UdpSocket Bind(EventLoop loop, UdpOffload offload, IDatagramHandler handler, IPEndPoint address)
    {
        var socket = new UdpSocket(loop, offload, handler, address.AddressFamily);
        var native = NativeAddress.From(address, out var length);
        socket.Open();
        if (address.Address.Equals(IPAddress.IPv6Any))
            NativeSystem.SetOption(socket.Descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_V6ONLY, 0);
        if (address.Address.Equals(IPAddress.IPv6Any) || address.Address.Equals(IPAddress.Any))
            socket.TellAddresses();
        if (NativeSystem.bind(socket.Descriptor, &native, length) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NativeSystem.EADDRINUSE)
                socket.Fail(BindErrors.Taken(address, ProtocolType.Udp));
            socket.Fail(error, $"UDP {address}");
        }

        return socket.Start();
    }

    /// <summary>Opens a socket connected to an address, so that the kernel tells when nobody listens there.</summary>
    /// <exception cref="TransportException">when the address is Unreachable or AddressUnavailable.</exception>
    public static UdpSocket Connect(EventLoop loop, UdpOffload offload, IDatagramHandler handler, IPEndPoint address)
    {
        var socket = new UdpSocket(loop, offload, handler, address.AddressFamily) { _connected = true };
        var native = NativeAddress.From(address, out var length);
        socket.Open();
        if (NativeSystem.connect(socket.Descriptor, &native, length) != 0)
            socket.Fail(Marshal.GetLastPInvokeError(), $"UDP to {address}");
        return socket.Start();
    }

    /// <summary>Receives one batch.</summary>
    /// <returns>true when there may be more.</returns>
    public bool Receive(DatagramReceiver receiver, ulong now)
    {
        if (Descriptor < 0)
            return false;
        var count = receiver.Receive(Descriptor);
        if (count < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NativeSystem.ECONNREFUSED)
                _handler.OnRefused();
            return error != NativeSystem.EAGAIN && Descriptor >= 0; // other errors are about datagrams sent before; more may wait behind them
        }

        for (var i = 0; i < count; i++)
            receiver.Deliver(i, _handler, LocalAddress, LocalAddressLength, now);
        return count == DatagramReceiver.Batch;
    }

    public void Close()
    {
        ForgetPending();
        _loop.Poller.Close(this);
    }

    internal override void OnEvents(uint events)
    {
        if ((events & NativeSystem.EPOLLOUT) != 0)
            RetryPending();
        if ((events & (NativeSystem.EPOLLIN | NativeSystem.EPOLLERR)) != 0)
            _loop.MarkReadable(this);
    }

    private void Open()
    {
        var family = _v6 ? NativeSystem.AF_INET6 : NativeSystem.AF_INET;
        Descriptor = NativeSystem.socket(family, NativeSystem.SOCK_DGRAM | NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC, 0);
        if (Descriptor < 0)
            Fail(Marshal.GetLastPInvokeError(), "a UDP socket");
        SetBuffers(_loop.Options.SocketBufferBytes);
        // Marks of congestion are wanted, fragmentation and the kernel's own idea of the path MTU are not: QUIC probes by itself.
        if (_v6)
        {
            NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_RECVTCLASS, 1);
            NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_MTU_DISCOVER, NativeSystem.IP_PMTUDISC_PROBE);
        }

        NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IP, NativeSystem.IP_RECVTOS, 1);
        NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IP, NativeSystem.IP_MTU_DISCOVER, NativeSystem.IP_PMTUDISC_PROBE);
        SetOffload();
    }

    private void TellAddresses()
    {
        _anyAddress = true;
        if (_v6)
            NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_RECVPKTINFO, 1);
        else
            NativeSystem.SetOption(Descriptor, NativeSystem.IPPROTO_IP, NativeSystem.IP_PKTINFO, 1);
    }

    private void SetBuffers(int bytes)
    {
        NativeSystem.SetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_RCVBUF, bytes);
        NativeSystem.SetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_SNDBUF, bytes);
        // Beyond the system's limit when we may (CAP_NET_ADMIN).
        NativeSystem.SetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_RCVBUFFORCE, bytes);
        NativeSystem.SetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_SNDBUFFORCE, bytes);
        CheckBuffer(NativeSystem.SO_RCVBUF, "receive", "net.core.rmem_max", bytes);
        CheckBuffer(NativeSystem.SO_SNDBUF, "send", "net.core.wmem_max", bytes);
    }

    private void CheckBuffer(int option, string direction, string sysctl, int wanted)
    {
        var granted = NativeSystem.GetOption(Descriptor, NativeSystem.SOL_SOCKET, option) / 2; // Linux doubles what was asked for (socket(7)) …
        if (granted < Math.Min(wanted, int.MaxValue / 2))
            _offload.BufferSmall(direction, sysctl, granted, wanted); // … up to the greatest int
    }

    private void SetOffload()
    {
        int one = 1,
            zero = 0;
        if (!_offload.Receive)
            _offload.ReceiveFailed("switched off by a setting");
        else if (NativeSystem.setsockopt(Descriptor, NativeSystem.SOL_UDP, NativeSystem.UDP_GRO, &one, sizeof(int)) != 0)
            _offload.ReceiveFailed(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        if (!_offload.Send)
            _offload.SendFailed("switched off by a setting");
        else if (NativeSystem.setsockopt(Descriptor, NativeSystem.SOL_UDP, NativeSystem.UDP_SEGMENT, &zero, sizeof(int)) != 0)
            _offload.SendFailed(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    private UdpSocket Start()
    {
        NativeAddress local;
        uint length = NativeAddress.MaxLength;
        _ = NativeSystem.getsockname(Descriptor, &local, &length);
        LocalAddress = local;
        LocalAddressLength = length;
        var error = _loop.Poller.Add(this, ReadEvents);
        if (error != 0)
            Fail(error, "a UDP socket");
        return this;
    }

    private void Fail(int error, string what) => Fail(SocketErrors.Translate(error, what));

    private void Fail(TransportException failure)
    {
        if (Descriptor >= 0)
            _ = NativeSystem.close(Descriptor);
        Descriptor = -1;
        throw failure;
    }
}
