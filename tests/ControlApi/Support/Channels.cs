using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>gRPC channels of the kinds that gateways use.</summary>
internal static class Channels
{
    public static GrpcChannel ClearText(Uri address, string? token) => Create(address, new SocketsHttpHandler(), token);

    public static GrpcChannel Unix(string path, string token) =>
        Create(
            new Uri("http://localhost"),
            new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken) },
            token
        );

    public static GrpcChannel Tls(Uri address, string token, X509Certificate2 authority) => Create(address, Trust(new SocketsHttpHandler(), authority), token);

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

    private static GrpcChannel Create(Uri address, SocketsHttpHandler handler, string? token) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = new BearerSender(token, handler), DisposeHttpClient = true });

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private sealed class BearerSender(string? token, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
