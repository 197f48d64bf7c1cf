using System.Text.Json;
using SocketWarp.Protocol.Rest;
using Decision = SocketWarp.Store.Decision<SocketWarp.ScepServer.Clients.ClientRecord, SocketWarp.Protocol.Rest.RestoreView?>;

namespace SocketWarp.ScepServer.Clients;

/// <summary>
/// Works out a restore: the clients become what a backup says, but no certificate and no secret becomes valid that this store knows and holds invalid now.
/// One that was revoked since the backup stays revoked; one that was issued since is revoked, because its client would not be listed with it.
/// </summary>
internal static class ClientRestoreRules
{
    /// <param name="wanted">No two with a uid or a certificate in common.</param>
    public static Decision Replace(ClientTable table, IReadOnlyList<Client> wanted, int maxClients, DateTimeOffset now)
    {
        var uids = wanted.Select(c => c.Uid).ToHashSet(StringComparer.Ordinal);
        var gone = table.All.Where(c => !uids.Contains(c.Uid)).ToArray();
        // Those with certificates that others may still see stay, to say that these are revoked.
        var kept = gone.Where(c => c.Certificates.Any(x => now <= x.NotAfter)).ToDictionary(c => c.Uid, c => c.RevokeAllBut(null, now) with { Secret = null });
        var target = Numbered(wanted.Select(c => table.Find(c.Uid) is { } current ? Merge(c, current, now) : c).Concat(kept.Values));
        if (target.Length > maxClients)
            return new Decision(null);
        var changed = target.Where(c => table.Find(c.Uid) is not { } current || !Same(c, current)).ToArray();
        var removed = gone.Where(c => !kept.ContainsKey(c.Uid)).ToArray();
        var revision = table.Revision;
        ClientRecord[] records =
        [
            .. removed.Select(c => new ClientRecord
            {
                Revision = ++revision,
                Uid = c.Uid,
                Remove = true,
            }),
            .. changed.Select(c => ClientRecord.Restoring(c, ++revision)),
        ];
        var added = changed.Count(c => table.Find(c.Uid) is null);
        var outcome = new RestoreView
        {
            Revision = revision,
            Added = added,
            Changed = changed.Length - added,
            Removed = removed.Length,
            Unchanged = target.Length - changed.Length,
            DryRun = false,
        };
        return new Decision(outcome, records);
    }

    private static Client Merge(Client wanted, Client current, DateTimeOffset now)
    {
        var restored = wanted.Certificates.Select(c => current.Find(c.Serial)?.RevokedAt is { } at ? c.Revoke(at) : c);
        var since = current.Certificates.Where(c => wanted.Find(c.Serial) is null).Select(c => c.Revoke(now));
        return wanted with
        {
            Secret = IsStill(wanted.Secret, current.Secret) ? current.Secret : null,
            Certificates = [.. restored.Concat(since).OrderBy(c => c.Id)],
        };
    }

    /// <summary>A secret that was used or taken back since the backup is not one that may be used again.</summary>
    private static bool IsStill(ClientSecret? wanted, ClientSecret? current) =>
        wanted is not null && current is not null && wanted.Salt.AsSpan().SequenceEqual(current.Salt) && wanted.Hash.AsSpan().SequenceEqual(current.Hash);

    /// <summary>Gives a certificate a number of its own where another one has it: a backup of another server counts from 1 as this one does.</summary>
    private static Client[] Numbered(IEnumerable<Client> clients)
    {
        Client[] all = [.. clients];
        var (taken, highest) = (new HashSet<long>(), all.SelectMany(c => c.Certificates).Select(c => c.Id).DefaultIfEmpty().Max());
        return [.. all.Select(c => c with { Certificates = [.. c.Certificates.Select(x => taken.Add(x.Id) ? x : x with { Id = ++highest })] })];
    }

    private static bool Same(Client one, Client other) => Text(one).AsSpan().SequenceEqual(Text(other));

    private static byte[] Text(Client client) => JsonSerializer.SerializeToUtf8Bytes(ClientRecord.Restoring(client, 0), ClientJson.Default.ClientRecord);
}
