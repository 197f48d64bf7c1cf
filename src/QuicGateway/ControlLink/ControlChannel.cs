using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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

    public static RpcChannel Create(ControlSettings settings) => new(new RpcChannelOptions
    {
        Address = settings.UnixPath is null ? settings.Address : new Uri("http://localhost"),
        ConnectTimeout = settings.ConnectTimeout,
        MaxReceiveMessageSize = ControlContract.MaxMessage,
        MaxSendMessageSize = ControlContract.MaxMessage,
        ConfigureHandler = handler => Configure(handler, settings),
        DefaultMetadata = cancellationToken => AuthorizeAsync(settings, cancellationToken),
    });

    private static void Configure(SocketsHttpHandler handler, ControlSettings settings)
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

        // The system's own text names neither the fault nor the fix, so the verdict is thrown where it is found.
        var authorities = settings.CaPath is null ? null : Authorities(settings);
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (authorities is null ? JudgeBySystem(errors) : Judge(authorities, certificate, chain)) is { } reason
                ? throw new AuthenticationException($"its certificate was refused: {reason}")
                : true,
        };
    }

    private static PeerChainValidator Authorities(ControlSettings settings) =>
        new(TrustedAuthorities.Load(settings.CaPath!), new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = settings.Address.IdnHost });

    private static string? Judge(PeerChainValidator authorities, X509Certificate? certificate, X509Chain? chain) =>
        certificate is X509Certificate2 leaf ? authorities.Validate(leaf, chain?.ChainPolicy.ExtraStore ?? []) : "there is none";

    private static string? JudgeBySystem(SslPolicyErrors errors) => errors switch
    {
        SslPolicyErrors.None => null,
        SslPolicyErrors.RemoteCertificateNameMismatch => "it was issued for another name",
        _ => "the system does not know its authority; name it with Gateway:Control:CaPath",
    };

    private static async ValueTask<RpcMetadata> AuthorizeAsync(ControlSettings settings, CancellationToken cancellationToken)
    {
        var metadata = new RpcMetadata();
        if (settings.TokenPath.Length == 0) return metadata;
        metadata.Add("authorization", $"Bearer {await TokenFile.ReadAsync(settings.TokenPath, cancellationToken)}");
        return metadata;
    }
}
