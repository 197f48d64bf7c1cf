using System.Net;
using System.Runtime.CompilerServices;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>One UDP socket and the connections on it: many on a listener's, one on a dialler's. Loop thread only.</summary>
internal sealed unsafe class QuicEndpoint : IDatagramHandler
{
    /// <summary>Bytes of the connection ids that we choose.</summary>
    public const int IdLength = sizeof(ulong);

    private const byte LongHeader = 0x80; // bit of the first byte: RFC 8999 section 5

    private readonly Dictionary<ConnectionIdKey, PacketRoute> _routes = [];
    private readonly HashSet<QuicConnection> _waitingForSocket = [];
    private ServerAcceptor? _acceptor;
    private UdpOffload? _offload; // a dialler's, as the next two
    private IPEndPoint? _peer;
    private bool _closeWhenEmpty; // a dialler's
    private ulong _lastId;
    private PacketRoute? _lastRoute;

    private QuicEndpoint(EventLoop loop, ReadOnlyMemory<byte> resetSecret)
    {
        Loop = loop;
        ResetSecret = resetSecret;
    }

    public EventLoop Loop { get; }

    public UdpSocket Socket { get; private set; } = null!;

    public ReadOnlyMemory<byte> ResetSecret { get; }

    public HashSet<QuicConnection> Connections { get; } = [];

    /// <summary>
    /// A dialler's. It gets packets of unknown ids too: a stateless reset looks like one, and only the connection can tell (RFC 9000 section 10.3.1).
    /// </summary>
    private QuicConnection? OnlyConnection => Connections.FirstOrDefault();

    public static QuicEndpoint Listen(
        EventLoop loop,
        UdpOffload offload,
        IPEndPoint address,
        ReadOnlyMemory<byte> resetSecret,
        Func<QuicEndpoint, ServerAcceptor> acceptor
    )
    {
        var endpoint = new QuicEndpoint(loop, resetSecret);
        endpoint.Socket = UdpSocket.Bind(loop, offload, endpoint, address);
        endpoint._acceptor = acceptor(endpoint);
        return endpoint;
    }

    public static QuicEndpoint Dial(EventLoop loop, UdpOffload offload, IPEndPoint address, ReadOnlyMemory<byte> resetSecret)
    {
        var endpoint = new QuicEndpoint(loop, resetSecret)
        {
            _closeWhenEmpty = true,
            _offload = offload,
            _peer = address,
        };
        endpoint.Socket = UdpSocket.Connect(loop, offload, endpoint, address);
        return endpoint;
    }

    /// <summary>Closes the connections and the socket at once.</summary>
    public void Close(string reason)
    {
        foreach (var connection in Connections.ToArray())
            connection.CloseByUs((ulong)ErrorCode.ShuttingDown, reason);
        _routes.Clear();
        _lastRoute = null;
        Socket.Close();
    }

    /// <summary>Sends packets of an id to this route, also when another one had them before.</summary>
    public void AddRoute(in ConnectionIdKey id, PacketRoute route)
    {
        _lastRoute = null;
        _routes[id] = route;
    }

    /// <summary>A dialler's socket closes with the last one.</summary>
    public void RemoveRoute(in ConnectionIdKey id)
    {
        _lastRoute = null;
        _routes.Remove(id);
        if (_closeWhenEmpty && _routes.Count == 0 && Connections.Count == 0)
            Socket.Close();
    }

    /// <summary>
    /// For a dialler: takes another socket when the route to the peer now begins at another of the machine's addresses. A connected socket keeps
    /// its first address, even when the machine no longer has it or its network leads nowhere.
    /// </summary>
    /// <returns>Whether the socket was replaced.</returns>
    public bool FollowRoute()
    {
        UdpSocket next;
        try
        {
            next = UdpSocket.Connect(Loop, _offload!, this, _peer!);
        }
        catch (TransportException)
        {
            return false; // there is no route at present
        }

        if (NativeAddress.AreSameHost(next.LocalAddress, Socket.LocalAddress))
        {
            next.Close();
            return false;
        }

        Socket.Close();
        Socket = next;
        _offload!.Moved(next.LocalAddress.ToEndPoint());
        ((IDatagramHandler)this).OnWritable(); // what the old one had no room for is lost
        return true;
    }

    public void WaitForSocket(QuicConnection connection) => _waitingForSocket.Add(connection);

    void IDatagramHandler.OnWritable()
    {
        foreach (var connection in _waitingForSocket)
            if (!connection.IsClosed)
                Loop.MarkDirty(connection);
        _waitingForSocket.Clear();
    }

    void IDatagramHandler.OnRefused()
    {
        foreach (var connection in Connections.ToArray())
            connection.OnRefused();
    }

    void IDatagramHandler.OnDatagram(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now)
    {
        // Most packets are for the connection that the last one was for.
        var isShort = (*data & LongHeader) == 0 && length > IdLength;
        if (isShort && _lastRoute is { } last && Unsafe.ReadUnaligned<ulong>(data + 1) == _lastId)
        {
            last.OnPacket(data, length, path, ecn, now);
            return;
        }

        NativeQuic.VersionConnectionIds ids;
        var result = NativeQuic.ngtcp2_pkt_decode_version_cid(&ids, data, (nuint)length, IdLength);
        if (result != 0)
        {
            if (result == QuicError.VersionNegotiation)
                _acceptor?.OnUnknownVersion(&ids, length, path);
            return;
        }

        var id = new ConnectionIdKey(ids.dcid, ids.dcidlen);
        if (!_routes.TryGetValue(id, out var route))
            route = _acceptor == null ? OnlyConnection : _acceptor.OnUnknownId(data, length, &ids, path, now);
        if (route == null)
            return;
        if (isShort)
            (_lastId, _lastRoute) = (Unsafe.ReadUnaligned<ulong>(data + 1), route);
        route.OnPacket(data, length, path, ecn, now);
    }
}
