using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Net;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Names;

/// <summary>How HTTP clients connect.</summary>
public sealed class RacedConnectTests
{
    [Fact]
    public async Task Request_ToAServerWhoseFirstAddressIsSilent_DoesNotWaitForIt()
    {
        await using var server = new TcpTarget(serve: async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        });
        using var silent = new SilentTarget(new IPEndPoint(IPAddress.IPv6Loopback, server.EndPoint.Port));

        using var client = Client(IPAddress.IPv6Loopback, IPAddress.Loopback);
        using var answer = await client.GetAsync(new Uri($"http://two.example:{server.EndPoint.Port}/")).InTime();

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Request_ToAServerThatRefusesAtEveryAddress_SaysSo()
    {
        int port;
        await using (var gone = new TcpTarget())
            port = gone.EndPoint.Port;
        using var client = Client(IPAddress.IPv6Loopback, IPAddress.Loopback);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://two.example:{port}/")).InTime());

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    /// <param name="addresses">What every name stands for.</param>
    private static HttpClient Client(params IPAddress[] addresses) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = (context, token) => RacedConnect.ConnectAsync(addresses, context.DnsEndPoint.Port, _ => true, token),
            }
        );
}
