using System.Net;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Net;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Clients;

/// <summary>Bounds how often secrets are guessed: failures per client, and per address that they come from, in windows of time.</summary>
internal sealed class AttemptLimiter(IOptions<ScepSettings> settings, TimeProvider time)
{
    /// <summary>Clients and addresses with failures that are kept apart; when there are more, those with the fewest failures are forgotten.</summary>
    private const int MaxKeys = 20_000;

    private readonly SecretSettings _settings = settings.Value.Secrets;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _failures = [];
    private DateTimeOffset _windowEnds;

    /// <summary>Begins an attempt, which counts as a failure until <see cref="Succeeded"/>: so guesses made at once are counted too.</summary>
    /// <param name="uid">Null: a client that is not there is not worth a key.</param>
    /// <returns>False: too many failures, try again when the window is over.</returns>
    public bool TryBegin(string? uid, IPAddress? address)
    {
        lock (_lock)
        {
            StartWindow();
            // An address may have many honest clients behind it, which come at once: only those that failed count there, see Failed.
            if (_failures.GetValueOrDefault(OfAddress(address)) >= _settings.MaxFailuresPerAddress)
                return false;
            if (uid is null)
                return true;
            var key = OfUid(uid);
            var before = _failures.GetValueOrDefault(key);
            if (before >= _settings.MaxFailuresPerClient)
                return false;
            _failures[key] = before + 1;
            return true;
        }
    }

    public void Succeeded(string uid)
    {
        lock (_lock)
        {
            if (_failures.TryGetValue(OfUid(uid), out var count))
                _failures[OfUid(uid)] = count - 1;
        }
    }

    public void Failed(IPAddress? address)
    {
        lock (_lock)
        {
            StartWindow();
            var key = OfAddress(address);
            _failures[key] = _failures.GetValueOrDefault(key) + 1;
        }
    }

    private void StartWindow()
    {
        var now = time.GetUtcNow();
        if (now >= _windowEnds)
        {
            _failures.Clear();
            _windowEnds = now + _settings.FailureWindow;
        }

        if (_failures.Count < MaxKeys)
            return;
        foreach (var key in _failures.OrderBy(f => f.Value).Take(MaxKeys / 2).Select(f => f.Key).ToArray())
            _failures.Remove(key);
    }

    private static string OfUid(string uid) => $"u{uid}";

    private static string OfAddress(IPAddress? address) => address is null ? "a" : $"a{SourceAddress.Of(address)}";
}
