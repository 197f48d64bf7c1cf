using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Sessions.Identity;

namespace SocketWarp.Connector.Identity;

/// <summary>The connector's identity: read from the files at start, or once an enrolment has written them, and again after a renewal.</summary>
internal sealed class ConnectorIdentity
{
    private readonly PeerIdentity _files;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HeldCertificate? _current;

    /// <exception cref="StartupException">when nothing is enrolled, and a file cannot be used.</exception>
    public ConnectorIdentity(ConnectorSettings settings, FileWatch watch, ConnectorMetrics metrics, TimeProvider time)
    {
        (_files, _time) = (new PeerIdentity(settings, time), time);
        metrics.ObserveCertificate(() => _current?.NotAfter - _time.GetUtcNow());
        var stamp = _files.TakeAtStart(() => Take());
        Files = watch.Add(_files.Paths, stamp, () => Task.FromResult(Take()));
    }

    /// <summary>The files that it comes from.</summary>
    public WatchedFiles Files { get; }

    /// <summary>Completes with the first certificate.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The certificate in use; valid once <see cref="Ready"/>.</summary>
    public HeldCertificate Current => _current ?? throw new InvalidOperationException("there is no certificate yet");

    /// <summary>
    /// Takes the files into use. A session that is up is handed over to a new one, whose handshake uses the new files, also when only the authorities are
    /// new. A gateway that the new authorities do not know keeps the old session, and the log says so.
    /// </summary>
    /// <exception cref="CertificateFileException">when a file cannot be used; what was held stays.</exception>
    private string Take()
    {
        var last = _current;
        var loaded = _files.Load(last?.Identity);
        if (last is not null && !loaded.HasCertificateOf(last.Identity) && !CertificateUid.TryGet(loaded.Files.Leaf, out _, out var problem))
            throw new CertificateFileException($"the certificate in {_files.Paths[0]} {problem}: gateways would refuse it");
        _current = new HeldCertificate(loaded, _time);
        last?.Supersede();
        _ready.TrySetResult();
        return loaded.Description;
    }
}
