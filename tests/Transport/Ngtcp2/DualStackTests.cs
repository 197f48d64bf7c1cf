using System.Net;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A UDP socket of both families does for IPv4 peers all that one of IPv4 alone does.</summary>
[SupportedOSPlatform("linux")]
public sealed class DualStackTests : IDisposable
{
    private const int Segment = 1200;
    private const byte Marked = 2; // ECT(0), RFC 3168
    private readonly EventLoop _loop = new(new EngineOptions(), NullLogger.Instance);

    public void Dispose() => _loop.Dispose();

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("::", "::1")]
    public async Task Socket_OnAllAddresses_KeepsMarksAndSegmentsOfEitherFamily(string listening, string peer)
    {
        var offload = new UdpOffload(new EngineOptions(), NullLogger.Instance);
        var (heard, answered) = (new Listener(), new Listener());
        var server = await _loop.InvokeAsync(() => UdpSocket.Bind(_loop, offload, heard, new IPEndPoint(IPAddress.Parse(listening), 0))).InTime();
        var client = await _loop
            .InvokeAsync(() => UdpSocket.Connect(_loop, offload, answered, new IPEndPoint(IPAddress.Parse(peer), server.LocalAddress.ToEndPoint().Port)))
            .InTime();

        await _loop.InvokeAsync(() => Send(client, default)).InTime();
        var question = await heard.Arrived.InTime();
        await _loop.InvokeAsync(() => Send(server, question.Path)).InTime();
        var answer = await answered.Arrived.InTime();

        Assert.Equal((Marked, Segment), (question.Ecn, question.Length));
        Assert.Equal((Marked, Segment), (answer.Ecn, answer.Length));
        Assert.Equal((2, 2), (heard.Count, answered.Count));
        await _loop
            .InvokeAsync(() =>
            {
                server.Close();
                client.Close();
                return true;
            })
            .InTime();
    }

    /// <summary>Two datagrams in one call.</summary>
    private static unsafe bool Send(UdpSocket socket, StoredPath stored)
    {
        var data = stackalloc byte[2 * Segment];
        var path = StoredPath.Of(&stored);
        socket.Send(data, 2 * Segment, Segment, &path, Marked);
        return true;
    }

    /// <summary>Waits for two datagrams.</summary>
    private sealed unsafe class Listener : IDatagramHandler
    {
        private readonly TaskCompletionSource<(byte Ecn, int Length, StoredPath Path)> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(byte Ecn, int Length, StoredPath Path)> Arrived => _arrived.Task;

        public int Count { get; private set; }

        public void OnDatagram(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now)
        {
            if (++Count == 2)
                _arrived.SetResult((ecn, length, new StoredPath(path)));
        }

        public void OnRefused() { }

        public void OnWritable() { }
    }
}
