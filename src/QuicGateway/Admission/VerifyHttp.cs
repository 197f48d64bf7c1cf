using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>How the SCEP server is reached: directly, and it alone.</summary>
internal static class VerifyHttp
{
    // A service that hangs must not make the next question wait for a connection: their number is bounded by MaxPending and MaxReverifications.
    public static HttpMessageInvoker Create(AdmissionSettings settings) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = settings.VerifyTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,
    });
}
