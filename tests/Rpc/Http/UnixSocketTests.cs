using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Http;

public sealed class UnixSocketTests
{
    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_OverAUnixSocket_Works()
    {
        var folder = Directory.CreateTempSubdirectory("rpc-");
        var path = Path.Combine(folder.FullName, "socket");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        new DemoService().Map(app);
        await app.StartAsync();

        using var channel = new RpcChannel(new()
        {
            Address = new("http://localhost"),
            ConfigureHandler = handler => handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        Assert.Equal("hello", (await channel.UnaryAsync(Demo.Echo, Demo.Text("hello"))).Value);
        await app.StopAsync();
        folder.Delete(recursive: true);
    }
}
