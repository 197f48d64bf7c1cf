using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Relay;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Where tests reach into an engine, to bring about what the system does only when it is short of something.</summary>
[SupportedOSPlatform("linux")]
internal static class EngineInternals
{
    public static EventLoop Loop(ITransportEngine engine) => LoopOf((Ngtcp2Engine)engine);

    public static RelayContext Relay(ITransportEngine engine) => RelayOf((Ngtcp2Engine)engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epoll")]
    public static extern ref int Epoll(Poller poller);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    public static extern ref Lock Gate(VisitorPort port);

    /// <summary>Makes the sockets that were dialled believe that they are at another address of the machine.</summary>
    public static Task MisplaceDialledAsync(ITransportEngine engine, IPAddress address) =>
        Loop(engine)
            .InvokeAsync(() =>
            {
                foreach (var endpoint in DialledBy((Ngtcp2Engine)engine))
                    SetLocalAddress(endpoint.Socket, NativeAddress.From(new IPEndPoint(address, endpoint.Socket.LocalAddress.ToEndPoint().Port), out _));
                return true;
            });

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_dialled")]
    private static extern ref HashSet<QuicEndpoint> DialledBy(Ngtcp2Engine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_LocalAddress")]
    private static extern void SetLocalAddress(UdpSocket socket, NativeAddress address);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_loop")]
    private static extern ref EventLoop LoopOf(Ngtcp2Engine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_relay")]
    private static extern ref RelayContext RelayOf(Ngtcp2Engine engine);
}
