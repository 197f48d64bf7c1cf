using System.Net.Sockets;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Rpc;
using SocketWarp.Rpc.Client;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>How ControlApi is reached: over TCP, TLS or a Unix socket, with a bearer token.</summary>
internal static class ControlChannel
{
    public static readonly RpcMethod<GatewayReport, ControlUpdate> Attach = RpcMethod.Duplex<GatewayReport, ControlUpdate>(ControlContract.Service, ControlContract.Attach);

    public static RpcChannel Create(ControlSettings settings, ServerTrust trust) => new(new RpcChannelOptions
    {
        Address = settings.UnixPath is null ? settings.Address : new Uri("http://localhost"),
        ConnectTimeout = settings.ConnectTimeout,
        MaxReceiveMessageSize = ControlContract.MaxMessage,
        MaxSendMessageSize = ControlContract.MaxMessage,
        ConfigureHandler = handler => Configure(handler, settings, trust),
        DefaultMetadata = cancellationToken => AuthorizeAsync(settings, cancellationToken),
    });

    private static void Configure(SocketsHttpHandler handler, ControlSettings settings, ServerTrust trust)
    {
        if (settings.UnixPath is { } path)
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        handler.SslOptions = trust.CreateOptions();
    }

    private static async ValueTask<RpcMetadata> AuthorizeAsync(ControlSettings settings, CancellationToken cancellationToken)
    {
        var metadata = new RpcMetadata();
        if (settings.TokenPath.Length == 0) return metadata;
        metadata.Add("authorization", $"Bearer {await TokenFile.ReadAsync(settings.TokenPath, cancellationToken)}");
        return metadata;
    }
}
