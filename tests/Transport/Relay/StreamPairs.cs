using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>What a relay joins.</summary>
public enum StreamKind
{
    Socket,

    Tls,

    /// <summary>A stream of an ngtcp2 session.</summary>
    Quic,

    /// <summary>A stream of a session in memory.</summary>
    Memory,
}

/// <summary>A stream, and its other end, which the test holds.</summary>
/// <param name="CutAsync">Ends what carries the stream without a word about it; null for sockets, where that is an end.</param>
internal sealed record StreamPair(IDuplexStream Stream, ITransportStream Peer, Func<Task>? CutAsync);

/// <summary>Makes streams of every kind, and disposes in the end what they run on.</summary>
internal sealed class StreamPairs : IAsyncDisposable
{
    private readonly Credentials _credentials = new();
    private readonly List<IAsyncDisposable> _owned = [];

    public static async Task<(Socket Near, Socket Far)> ConnectSocketsAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = await TestSockets.ConnectAsync(listener.LocalEndPoint!);
        return (near, await listener.AcceptAsync().InTime());
    }

    public async Task<StreamPair> ConnectAsync(StreamKind kind)
    {
        switch (kind)
        {
            case StreamKind.Quic or StreamKind.Memory:
                var engine = TestEngines.Create(kind == StreamKind.Quic ? EngineKind.Ngtcp2 : EngineKind.Memory, NullLoggerFactory.Instance);
                var sessions = await SessionPair.ConnectAsync(engine, _credentials);
                _owned.AddRange([engine, sessions]);
                var (stream, peer) = await sessions.OpenAsync();
                return new StreamPair(stream, peer, () => sessions.Server.CloseAsync(1, "test").AsTask());
            case StreamKind.Tls:
                var (near, far) = await ConnectSocketsAsync();
                var (client, server) = (new TlsStream(near), new TlsStream(far));
                await Task.WhenAll(client.AuthenticateAsync(null), server.AuthenticateAsync(_credentials.Server)).InTime();
                return new StreamPair(
                    server,
                    Hold(client),
                    () =>
                    {
                        client.Cut();
                        return Task.CompletedTask;
                    }
                );
            default:
                (near, far) = await ConnectSocketsAsync();
                return new StreamPair(new SocketStream(far, new SocketOptions()), Hold(new SocketStream(near, new SocketOptions())), null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
            await _owned[i].DisposeAsync().InTime();
        _credentials.Dispose();
    }

    private HeldPeer Hold(IDuplexStream stream)
    {
        var peer = new HeldPeer(stream);
        _owned.Add(peer);
        return peer;
    }
}
