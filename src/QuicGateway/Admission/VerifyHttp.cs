using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Net;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults.Limits;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>How the SCEP server is reached: directly, and it alone.</summary>
internal sealed class VerifyHttp
{
    private readonly AdmissionSettings _settings;
    private readonly ServerTrust _trust;

    /// <exception cref="StartupException">when the authorities' file cannot be used.</exception>
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

    // Fewer than a ScepServer takes from one address (MaxConnectionsPerAddress): above that, each new connection would close another of them.
    private const int MaxConnections = 100;

    public HttpMessageInvoker Create() =>
        new(
            new SocketsHttpHandler
            {
                SslOptions = _trust.CreateOptions(),
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ConnectTimeout = _settings.VerifyTimeout,
                MaxConnectionsPerServer = MaxConnections,
                ConnectCallback = (context, cancellationToken) => RacedConnect.ConnectAsync(context, ProcessDescriptors.AllowQuestion, cancellationToken),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                MaxResponseHeadersLength = 16,
            }
        );
}
