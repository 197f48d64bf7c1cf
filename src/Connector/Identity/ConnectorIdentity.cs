using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults.Certificates;

namespace SocketWarp.Connector.Identity;

/// <summary>The connector's identity: read from the files at start, or once an enrolment has written them, and again after a renewal.</summary>
internal sealed class ConnectorIdentity
{
    private readonly ConnectorSettings _settings;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HeldCertificate? _current;

    /// <exception cref="StartupException">when nothing is enrolled, and a file cannot be used.</exception>
    public ConnectorIdentity(ConnectorSettings settings, FileWatch watch, ConnectorMetrics metrics, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        metrics.ObserveCertificate(() => _current?.NotAfter - _time.GetUtcNow());
        string[] paths = [settings.CertificatePath, settings.KeyPath, settings.CaPath];
        FileStamp? stamp = null;
        if (settings.Enrollment.Url is null)
        {
            stamp = FileStamp.Of(paths);
            try
            {
                Take();
            }
            catch (CertificateFileException e)
            {
                throw new StartupException(e.Message, e);
            }
        }

        Files = watch.Add(paths, stamp, () => Task.FromResult(Take()));
    }

    /// <summary>The files that it comes from.</summary>
    public WatchedFiles Files { get; }

    /// <summary>Completes with the first certificate.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The certificate in use; valid once <see cref="Ready"/>.</summary>
    public HeldCertificate Current => _current ?? throw new InvalidOperationException("there is no certificate yet");

    /// <summary>
    /// Takes the files into use. A session that is up is handed over to a new one, which is judged by the new files, also when only the authorities are
    /// new. A gateway that the new authorities do not know keeps the old session, and the log says so.
    /// </summary>
    /// <exception cref="CertificateFileException">when a file cannot be used; what was held stays.</exception>
    private string Take()
    {
        var files = CertificateFiles.Load(_settings.CertificatePath, _settings.KeyPath, _time, PeerUsage.ClientAuthentication);
        var setting = $"{ConnectorSettings.Section}:{nameof(_settings.TrustIntermediates)}";
        var authorities = TrustedAuthorities.Load(_settings.CaPath, _settings.TrustIntermediates, setting);
        var last = _current;
        if (last is not null && !last.Holds(files))
        {
            files.RequireUsable(PeerUsage.ClientAuthentication, _time);
            if (!CertificateUid.TryGet(files.Leaf, out _, out var problem))
                throw new CertificateFileException($"the certificate in {_settings.CertificatePath} {problem}: gateways would refuse it");
        }

        _current = new HeldCertificate(files, authorities, _time);
        last?.Supersede();
        _ready.TrySetResult();
        return $"{files.Describe()}, {_settings.CaPath} ({authorities.Describe()})";
    }
}
