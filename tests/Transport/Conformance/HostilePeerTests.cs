using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Datagrams that nobody asked for.</summary>
[Collection(TimedCollection.Name)]
public abstract class HostilePeerTests(EngineKind kind) : EngineTests(kind)
{
    private const int Datagrams = 100_000;

    [Fact]
    public async Task GarbageDatagrams_WhileASessionTransfers_HarmNothing()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var echoing = accepter.EchoAsync();
        var attack = Task.Run(() => Attack(pair.Listener.LocalEndPoint));

        var receiving = opener.ReadToEndAsync(TimeSpan.FromSeconds(60));
        var sent = await opener.SendAsync(new Payload(1, 32 * 1024 * 1024), TimeSpan.FromSeconds(60));

        Assert.Equal(sent, (await receiving).Hash());
        await echoing.InTime();
        await attack.InTime(TimeSpan.FromSeconds(60));
        Assert.False(pair.Server.Closed.IsCompleted);
        await using var another = await Engine.ConnectAsync(Credentials.Connect(pair.Listener.LocalEndPoint)).InTime();
        await pair.Listener.AcceptAsync().InTime();
    }

    /// <summary>Random bytes of random lengths, half of them dressed as first packets of QUIC version 1.</summary>
    private static void Attack(IPEndPoint target)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(target);
        var random = new Random(1);
        var buffer = new byte[1452];
        for (var i = 0; i < Datagrams; i++)
        {
            var datagram = buffer.AsSpan(0, random.Next(1, buffer.Length + 1));
            random.NextBytes(datagram);
            if (i % 2 == 0 && datagram.Length > 6)
            {
                byte[] initial = [(byte)(0xc0 | (datagram[0] & 0x0f)), 0, 0, 0, 1, 8];
                initial.CopyTo(datagram);
            }

            try
            {
                socket.Send(datagram);
            }
            catch (SocketException)
            {
                // A full buffer, or an answer of ICMP.
            }
        }
    }
}
