using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using SocketWarp.Base.Net;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>The way to ControlApi: over TCP, TLS or a Unix socket, with a bearer token.</summary>
internal static class ControlChannel
{
    /// <summary>A connection that heard nothing for so long is pinged, and ends when <see cref="PingTimeout"/> brings no answer.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    public static GrpcChannel Create(Uri address, ControlLinkSettings settings, ServerTrust trust) =>
        GrpcChannel.ForAddress(
            ControlLinkSettings.UnixPath(address) is null ? address : new Uri("http://localhost"),
            new GrpcChannelOptions
            {
                HttpHandler = CreateHandler(ControlLinkSettings.UnixPath(address), settings, trust),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = ControlContract.MaxMessage,
                MaxSendMessageSize = ControlContract.MaxMessage,
            }
        );

    /// <summary>The token, read from its file for each call, so that it may change.</summary>
    public static async ValueTask<Metadata> AuthorizationAsync(ControlLinkSettings settings, CancellationToken cancellationToken)
    {
        var metadata = new Metadata();
        if (settings.TokenPath.Length > 0)
            metadata.Add("authorization", $"Bearer {await TokenFile.ReadAsync(settings.TokenPath, cancellationToken)}");
        return metadata;
    }

    private static SocketsHttpHandler CreateHandler(string? unixPath, ControlLinkSettings settings, ServerTrust trust)
    {
        var handler = new SocketsHttpHandler
        {
            // A proxy in the environment is meant for web pages, and clear-text HTTP/2 cannot pass one.
            UseProxy = false,
            ConnectTimeout = settings.ConnectTimeout,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectCallback = unixPath is { } path ? (_, cancellationToken) => ConnectAsync(path, cancellationToken) : RacedConnect.ConnectAsync,
            SslOptions = trust.CreateOptions(),
        };
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
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
    }
}
