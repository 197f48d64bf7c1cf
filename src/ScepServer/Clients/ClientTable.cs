using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using SocketWarp.Store;

namespace SocketWarp.ScepServer.Clients;

/// <summary>All clients at one revision.</summary>
internal sealed record ClientTable : ITable<ClientTable, ClientRecord>
{
    private ImmutableSortedDictionary<string, Client> ByUid { get; init; } = ImmutableSortedDictionary.Create<string, Client>(StringComparer.Ordinal);

    public static JsonTypeInfo<ClientRecord> Json => ClientJson.Default.ClientRecord;

    public ulong Revision { get; private init; }

    /// <summary>The revision of the last change that revoked something.</summary>
    public ulong RevocationRevision { get; private init; }

    public long NextCertificateId { get; private init; } = 1;

    /// <summary>What was answered to requests with a key.</summary>
    public KeptAnswers<ClientOutcome> Answers { get; private init; } = new();

    public int Count => ByUid.Count;

    /// <summary>The clients in the order of their uids.</summary>
    public IEnumerable<Client> All => ByUid.Values;

    public static ClientTable StartAt(ulong revision) => new() { Revision = revision };

    public Client? Find(string uid) => ByUid.GetValueOrDefault(uid);

    public ClientTable Apply(ClientRecord record)
    {
        var table = record.IsAnswer ? this with { Revision = Math.Max(Revision, record.Revision) } : ApplyChange(record);
        return record.Answer is { } answer ? table with { Answers = Answers.Add(answer) } : table;
    }

    public IEnumerable<ClientRecord> Snapshot() => Clients().Concat(Answers.All.Select(a => ClientRecord.Answering(null, a, Revision)));

    private ClientTable ApplyChange(ClientRecord record)
    {
        if (record.Remove)
            return this with { Revision = Math.Max(Revision, record.Revision), RevocationRevision = record.Revision, ByUid = ByUid.Remove(record.Uid) };
        var client =
            Find(record.Uid)
            ?? (record.Attributes is null ? throw new StoreCorruptException("a record changes a client that is not there") : new Client(record.Uid));
        return this with
        {
            Revision = Math.Max(Revision, record.Revision),
            RevocationRevision = record is { RevokeOthersAt: null, All: null } ? RevocationRevision : record.Revision,
            NextCertificateId = Math.Max(NextCertificateId, (record.All ?? []).Append(record.Certificate).Max(c => c?.Id + 1 ?? 0)),
            ByUid = ByUid.SetItem(record.Uid, record.ApplyTo(client)),
        };
    }

    private IEnumerable<ClientRecord> Clients() =>
        All.SelectMany(client =>
            client
                .Certificates.Select(c => new ClientRecord
                {
                    Revision = Revision,
                    Uid = client.Uid,
                    Certificate = c,
                })
                .Prepend(
                    new ClientRecord
                    {
                        Revision = Revision,
                        Uid = client.Uid,
                        Attributes = client.Attributes,
                        Secret = client.Secret,
                    }
                )
        );
}
