using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Rpc;
using SocketWarp.Rpc.Client;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>gRPC channels of the kinds that gateways use.</summary>
internal static class Channels
{
    public static RpcChannel ClearText(Uri address, string? token) => new(new RpcChannelOptions { Address = address, DefaultMetadata = Bearer(token) });

    public static RpcChannel Unix(string path, string token) => new(new RpcChannelOptions
    {
        Address = new Uri("http://localhost"),
        DefaultMetadata = Bearer(token),
        ConfigureHandler = handler => handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    public static RpcChannel Tls(Uri address, string token, X509Certificate2 authority) => new(new RpcChannelOptions
    {
        Address = address,
        DefaultMetadata = Bearer(token),
        ConfigureHandler = handler => Trust(handler, authority),
    });

    /// <summary>Believes this authority, and it alone.</summary>
    public static SocketsHttpHandler Trust(SocketsHttpHandler handler, X509Certificate2 authority)
    {
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return handler;
    }

    private static Func<CancellationToken, ValueTask<RpcMetadata>> Bearer(string? token) =>
        _ => ValueTask.FromResult<RpcMetadata>(token is null ? [] : new RpcMetadata { { "authorization", $"Bearer {token}" } });
}
