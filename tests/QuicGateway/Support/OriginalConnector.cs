using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Behaves as socket-warp 1.3's connector does: reads 1024 bytes, drops NULs, dials what is behind the bar, says nothing of its own.</summary>
internal sealed class OriginalConnector : IAsyncDisposable
{
    private readonly RawPeer _peer;
    private readonly Task _accepting;

    private OriginalConnector(RawPeer peer) => (_peer, _accepting) = (peer, AcceptAsync(peer.Session));

    /// <summary>The headers that came, and what they name.</summary>
    public Channel<(byte[] Header, string Target)> Headers { get; } = Channel.CreateUnbounded<(byte[] Header, string Target)>();

    public static async Task<OriginalConnector> StartAsync(TestFiles files, string uid, IPEndPoint gateway, int maxStreams = 100) =>
        new(await RawPeer.ConnectAsync(files, uid, gateway, WireProtocols.Legacy, maxStreams: maxStreams));

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _accepting.InTime();
    }

    private async Task AcceptAsync(ITransportSession session)
    {
        var tunnels = new List<Task>();
        try
        {
            while (true)
                tunnels.Add(ServeAsync(await session.AcceptStreamAsync()));
        }
        catch (IOException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task ServeAsync(ITransportStream stream)
    {
        try
        {
            await using (stream)
            {
                var read = await stream.Input.ReadAtLeastAsync(ProtocolLimits.LegacyHeader);
                var header = read.Buffer.Slice(0, ProtocolLimits.LegacyHeader).ToArray();
                stream.Input.AdvanceTo(read.Buffer.GetPosition(ProtocolLimits.LegacyHeader));
                var target = Encoding.ASCII.GetString(header).Replace("\0", "", StringComparison.Ordinal).Split('|')[1];
                Headers.Writer.TryWrite((header, target));
                await DialAndCopyAsync(stream, IPEndPoint.Parse(target));
                // Whatever happened, FIN and STOP_SENDING 0 are all that it says.
                stream.StopReading(0);
                await stream.Output.CompleteAsync();
            }
        }
        catch (IOException)
        {
            // The session or a socket is gone.
        }
    }

    private static async Task DialAndCopyAsync(ITransportStream stream, IPEndPoint target)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target);
        }
        catch (SocketException)
        {
            return;
        }

        await using var network = new NetworkStream(socket, ownsSocket: false);
        // Whichever direction ends first ends both.
        await Task.WhenAny(stream.Input.CopyToAsync(network), network.CopyToAsync(stream.Output));
    }
}
