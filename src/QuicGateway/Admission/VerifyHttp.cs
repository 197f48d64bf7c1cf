using System.Net.Security;
using System.Net.Sockets;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Limits;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>How the SCEP server is reached: directly, and it alone.</summary>
internal static class VerifyHttp
{
    // A service that hangs must not make the next question wait for a connection: their number is bounded by MaxPending, MaxReverifications and
    // the descriptors that are for such questions.
    /// <exception cref="StartupException">The authorities' file cannot be used.</exception>
    public static HttpMessageInvoker Create(AdmissionSettings settings) => new(new SocketsHttpHandler
    {
        SslOptions = CreateTls(settings),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = settings.VerifyTimeout,
        ConnectCallback = ConnectAsync,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,
    });

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!ProcessDescriptors.AllowQuestion(socket)) throw new IOException("too few descriptors are left: raise LimitNOFILE or ulimit -n");
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions CreateTls(AdmissionSettings settings)
    {
        try
        {
            return ServerTrust.CreateOptions(settings.CaPath, "Gateway:Admission:CaPath");
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }
}
