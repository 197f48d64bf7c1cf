using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base.Net;

namespace SocketWarp.Client.Http;

/// <summary>The way to a service: its addresses or its socket, and who is trusted there.</summary>
internal sealed class ApiHandler
{
    private readonly string? _socketPath;
    private volatile bool _isReached;

    public ApiHandler(ApiClientOptions options)
    {
        _socketPath = options.SocketPath;
        Handler = new SocketsHttpHandler
        {
            // A redirect would carry the token to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            // Proxies of the environment lead out of this machine, not back into it.
            UseProxy = _socketPath is null && !options.Address.IsLoopback,
            ConnectCallback = ConnectAsync,
        };
        if (options.CaFile is { } file)
            Handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(file) };
    }

    public SocketsHttpHandler Handler { get; }

    /// <summary>Whether something took the connection that was tried last: a failure then does not mean that nothing runs there.</summary>
    public bool IsReached => _isReached;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        _isReached = false;
        var connecting = _socketPath is null ? RacedConnect.ConnectAsync(context, cancellationToken) : ConnectAsync(_socketPath, cancellationToken);
        var stream = await connecting.ConfigureAwait(false);
        _isReached = true;
        return stream;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy Policy(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException("the file holds no certificate");
    }
}
