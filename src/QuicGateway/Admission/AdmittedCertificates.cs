using System.Threading.Channels;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>
/// What the verify service said yes to lately: for a moment instead of asking again, and for the time of grace while it cannot be asked. Only
/// the second is written down. By certificate, not by uid: of two certificates of a uid one may be revoked.
/// </summary>
internal sealed class AdmittedCertificates
{
    /// <summary>A limit far above the sessions of a gateway; the oldest are forgotten first.</summary>
    private const int Most = 65_536;

    /// <summary>A crowd that comes at once is written down in a few strokes.</summary>
    private static readonly TimeSpan SavePause = TimeSpan.FromSeconds(1);

    private readonly AdmissionSettings _settings;
    private readonly AdmittedFile _file;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, AdmittedCertificate> _byThumbprint = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _freshFrom;
    private DateTimeOffset _saved;
    private DateTimeOffset _pruneAt;
    private long _epoch;

    public AdmittedCertificates(AdmissionSettings settings, AdmittedFile file, TimeProvider time)
    {
        (_settings, _file, _time) = (settings, file, time);
        // What an earlier life was told is for the time of grace alone.
        _freshFrom = _saved = time.GetUtcNow();
        if (!IsKept)
            return;
        foreach (var known in file.Load())
            _byThumbprint[known.Thumbprint] = known;
    }

    /// <summary>Moves with everything that may make an earlier answer wrong.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    private bool IsKept => _settings.NewSessionGrace > TimeSpan.Zero;

    /// <summary>A yes that need not be asked for again.</summary>
    public AdmittedCertificate? FindFresh(string thumbprint)
    {
        lock (_byThumbprint)
            return Find(thumbprint, _settings.VerifyCacheTime) is { } found && found.At > _freshFrom ? found : null;
    }

    /// <summary>A yes that stands in for an answer that cannot be had.</summary>
    public AdmittedCertificate? FindRemembered(string thumbprint)
    {
        lock (_byThumbprint)
            return Find(thumbprint, _settings.NewSessionGrace);
    }

    /// <param name="epoch">Of the time when it was asked for: an answer that may be older than a change is not kept.</param>
    public void Add(AdmittedCertificate admitted, long epoch)
    {
        lock (_byThumbprint)
        {
            if (epoch != _epoch)
                return;
            var known = _byThumbprint.GetValueOrDefault(admitted.Thumbprint);
            if (admitted.At >= _pruneAt || known is null && _byThumbprint.Count >= Most)
                Prune();
            _byThumbprint[admitted.Thumbprint] = admitted;
            // A file that is a little behind forgets a little early.
            if (known is null || known with { At = admitted.At } != admitted || admitted.At - _saved >= _settings.NewSessionGrace / 4)
                Wake();
        }
    }

    public void Remove(string thumbprint)
    {
        lock (_byThumbprint)
        {
            if (_byThumbprint.Remove(thumbprint))
                Wake();
        }
    }

    /// <summary>The verify service's answer about this uid may have changed.</summary>
    public void RemoveAll(string uid)
    {
        lock (_byThumbprint)
        {
            _epoch++;
            foreach (var admitted in _byThumbprint.Values.Where(a => a.Uid == uid).ToList())
                Remove(admitted.Thumbprint);
        }
    }

    /// <summary>The verify service's answer about any uid may have changed.</summary>
    public void Expire()
    {
        lock (_byThumbprint)
        {
            _epoch++;
            _freshFrom = _time.GetUtcNow();
        }
    }

    /// <summary>Writes changes down until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (!IsKept)
            return;
        try
        {
            while (await _wake.Reader.ReadAsync(stopping))
            {
                Save();
                await Task.Delay(SavePause, _time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            if (_wake.Reader.TryRead(out _))
                Save();
        }
    }

    private AdmittedCertificate? Find(string thumbprint, TimeSpan within) =>
        // A clock that was set back must not make an old yes a new one.
        _byThumbprint.GetValueOrDefault(thumbprint)
            is { } found
        && (_time.GetUtcNow() - found.At).Duration() < within
            ? found
            : null;

    private void Save()
    {
        List<AdmittedCertificate> kept;
        lock (_byThumbprint)
        {
            Prune();
            kept = [.. _byThumbprint.Values];
            _saved = _time.GetUtcNow();
        }

        _file.Save(kept);
    }

    private void Prune()
    {
        var longest = _settings.NewSessionGrace > _settings.VerifyCacheTime ? _settings.NewSessionGrace : _settings.VerifyCacheTime;
        var old = _byThumbprint.Values.Where(a => Find(a.Thumbprint, longest) is null).ToList();
        if (old.Count == 0 && _byThumbprint.Count >= Most)
            old = [.. _byThumbprint.Values.OrderBy(a => a.At).Take(Most / 16)];
        foreach (var admitted in old)
            _byThumbprint.Remove(admitted.Thumbprint);
        _pruneAt = _time.GetUtcNow() + longest;
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}
