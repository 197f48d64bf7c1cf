using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Certificates;
using SocketWarp.ServiceDefaults.Limits;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>How the SCEP server is reached: directly, and it alone.</summary>
internal sealed class VerifyHttp
{
    private readonly AdmissionSettings _settings;
    private readonly ServerTrust _trust;

    /// <exception cref="StartupException">The authorities' file cannot be used.</exception>
    public VerifyHttp(AdmissionSettings settings, FileWatch watch)
    {
        _settings = settings;
        try
        {
            _trust = watch.Trust(settings.CaPath, "Gateway:Admission:CaPath");
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    // A service that hangs must not make the next question wait for a connection: their number is bounded by MaxPending, MaxReverifications and
    // the descriptors that are for such questions.
    public HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        SslOptions = _trust.CreateOptions(),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = _settings.VerifyTimeout,
        ConnectCallback = (context, cancellationToken) => RacedConnect.ConnectAsync(context, ProcessDescriptors.AllowQuestion, cancellationToken),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,
    });
}
