using System.Net.Security;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>How the SCEP server is reached: directly, and it alone.</summary>
internal static class VerifyHttp
{
    // A service that hangs must not make the next question wait for a connection: their number is bounded by MaxPending and MaxReverifications.
    /// <exception cref="StartupException">The authorities' file cannot be used.</exception>
    public static HttpMessageInvoker Create(AdmissionSettings settings) => new(new SocketsHttpHandler
    {
        SslOptions = CreateTls(settings),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = settings.VerifyTimeout,
        ConnectCallback = RacedConnect.ConnectAsync,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,
    });

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
