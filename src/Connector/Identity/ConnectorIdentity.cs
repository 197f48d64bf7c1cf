using SocketWarp.Connector.Settings;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Connector.Identity;

/// <summary>Who we are: read from the files at start, or as soon as an enrolment has written them, and again when they were renewed.</summary>
internal sealed class ConnectorIdentity
{
    private readonly ConnectorSettings _settings;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HeldCertificate? _current;

    /// <exception cref="StartupException">Nothing is enrolled, and a file cannot be used.</exception>
    public ConnectorIdentity(ConnectorSettings settings, ConnectorMetrics metrics, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        metrics.ObserveCertificate(() => _current?.NotAfter - _time.GetUtcNow());
        if (settings.Enrollment.Url is not null) return;
        try
        {
            Reload();
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>Completes with the first certificate.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Valid once <see cref="Ready"/>.</summary>
    public HeldCertificate Current => _current ?? throw new InvalidOperationException("there is no certificate yet");

    /// <exception cref="CertificateFileException">A file cannot be used; what was held stays.</exception>
    public void Reload()
    {
        var files = CertificateFiles.Load(_settings.CertificatePath, _settings.KeyPath, _time, PeerUsage.ClientAuthentication);
        var last = _current;
        var setting = $"{ConnectorSettings.Section}:{nameof(_settings.TrustIntermediates)}";
        var authorities = TrustedAuthorities.Load(_settings.CaPath, _settings.TrustIntermediates, setting);
        _current = new HeldCertificate(files, authorities, _time);
        last?.Supersede();
        _ready.TrySetResult();
    }
}
