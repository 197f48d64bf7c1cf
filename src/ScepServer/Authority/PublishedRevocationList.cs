using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SocketWarp.Pki.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Authority;

/// <summary>The revocation list as it is now: made when somebody asks and the last one is out of date.</summary>
internal sealed class PublishedRevocationList(AuthorityHolder holder, ClientRegistry registry, IOptions<ScepSettings> settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private byte[] _list = [];
    private ulong _revision;
    private DateTimeOffset? _madeAt;
    private DateTimeOffset _goodUntil;

    /// <summary>Null: nobody has asked yet.</summary>
    public DateTimeOffset? MadeAt
    {
        get
        {
            lock (_lock)
                return _madeAt;
        }
    }

    /// <summary>DER.</summary>
    public byte[] Get()
    {
        // One at a time: the others want the same list.
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var table = registry.Current;
            if (_list.Length == 0 || table.RevocationRevision != _revision || now >= _goodUntil)
                Make(table, now);
            return _list;
        }
    }

    private void Make(ClientTable table, DateTimeOffset now)
    {
        var all = table.All.SelectMany(c => c.Certificates).Where(c => now <= c.NotAfter && c.RevokedAt is not null).ToLookup(c => c.IsRevokedAt(now));
        var lifetime = settings.Value.CrlLifetime;
        _list = holder.Authority.CreateRevocationList(
            all[true].Select(c => new RevokedCertificate(c.Serial, c.RevokedAt!.Value, X509RevocationReason.Unspecified)),
            lifetime
        );
        _revision = table.RevocationRevision;
        _madeAt = now;
        _goodUntil = all[false].Select(c => c.RevokedAt!.Value).Append(now + (lifetime / 2)).Min();
    }
}
