using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>All assignments at one revision. Immutable: a writer builds the next one beside it and shows it once it is durable.</summary>
internal sealed record AssignmentTable : ITable<AssignmentTable, AssignmentRecord>
{
    /// <summary>A gateway that missed more removals than this gets a new snapshot.</summary>
    public const int MaxRemovals = 1024;

    public static readonly AssignmentTable Empty = new();

    private ImmutableDictionary<string, Assignment> ById { get; init; } = ImmutableDictionary.Create<string, Assignment>(StringComparer.Ordinal);

    private ImmutableDictionary<PortKey, string> ByPort { get; init; } = ImmutableDictionary<PortKey, string>.Empty;

    private ImmutableSortedSet<Assignment> ByRevision { get; init; } =
        ImmutableSortedSet.Create<Assignment>(Comparer<Assignment>.Create((a, b) => a.Revision.CompareTo(b.Revision)));

    private ImmutableList<Removal> Removals { get; init; } = [];

    /// <summary>What was answered to requests with a key.</summary>
    public KeptAnswers<StoreOutcome> Answers { get; private init; } = new();

    /// <summary>Removals up to here may have been forgotten.</summary>
    private ulong ForgottenRevision { get; init; }

    public ulong Revision { get; private init; }

    public int Count => ById.Count;

    /// <summary>The assignments in the order of their last change.</summary>
    public IEnumerable<Assignment> All => ByRevision;

    public static JsonTypeInfo<AssignmentRecord> Json => AssignmentRecordJson.Default.AssignmentRecord;

    /// <summary>The empty table of a store that has seen <paramref name="revision"/>.</summary>
    public static AssignmentTable StartAt(ulong revision) => Empty with { Revision = revision, ForgottenRevision = revision };

    public AssignmentTable Apply(AssignmentRecord record) => record.ApplyTo(this);

    public IEnumerable<AssignmentRecord> Snapshot() =>
        [
            .. All.Select(a => new AssignmentRecord { Revision = a.Revision, Put = a }),
            .. Answers.All.Select(a => new AssignmentRecord { Revision = Revision, Answer = a }),
        ];

    public Assignment? Find(string id) => ById.GetValueOrDefault(id);

    public Assignment? Find(PortKey port) => ByPort.TryGetValue(port, out var id) ? ById[id] : null;

    /// <summary>Stores under <see cref="Assignment.Revision"/>, which becomes the table's when it is newer.</summary>
    public AssignmentTable Put(Assignment assignment)
    {
        var old = Find(assignment.Id);
        var table = old is null ? this : Without(old);
        if (old is not null && old.Gateway != assignment.Gateway)
            table = table.Remember(new Removal(assignment.Revision, old.Gateway, old.Id));
        return table with
        {
            Revision = Math.Max(Revision, assignment.Revision),
            ById = table.ById.SetItem(assignment.Id, assignment),
            ByPort = assignment.PortKey is { } port ? table.ByPort.SetItem(port, assignment.Id) : table.ByPort,
            ByRevision = table.ByRevision.Add(assignment),
        };
    }

    public AssignmentTable Remove(string id, ulong revision) =>
        Find(id) is { } old ? Without(old).Remember(new Removal(revision, old.Gateway, id)) with { Revision = revision } : this with { Revision = revision };

    /// <summary>Confirms an assignment. Gateways need not know: it keeps its revision.</summary>
    public AssignmentTable Confirm(string id, ulong revision)
    {
        if (Find(id) is not { } old)
            return this with { Revision = revision };
        return Without(old).Put(old with { Tentative = false }) with { Revision = revision };
    }

    /// <summary>Keeps an answer. Gateways need not know.</summary>
    public AssignmentTable Keep(KeptAnswer<StoreOutcome> answer, ulong revision) =>
        this with
        {
            Revision = Math.Max(Revision, revision),
            Answers = Answers.Add(answer),
        };

    /// <summary>What happened to a gateway's assignments after a revision; null when that is too long ago to tell.</summary>
    public AssignmentChanges? ChangesSince(ulong after, string gateway)
    {
        if (RemovedSince(after, gateway) is not { } removals)
            return null;
        return new AssignmentChanges(Revision, [.. NewerThan(after).Where(a => a.Gateway == gateway)], removals);
    }

    /// <summary>Ids that left a gateway after a revision and have not come back; null when that is too long ago to tell.</summary>
    public IReadOnlyList<string>? RemovedSince(ulong after, string gateway)
    {
        if (after < ForgottenRevision)
            return null;
        var removed = new HashSet<string>();
        for (var i = Removals.Count - 1; i >= 0 && Removals[i] is var r && r.Revision > after; i--)
        {
            if (r.Gateway == gateway && Find(r.Id)?.Gateway != gateway)
                removed.Add(r.Id);
        }

        return [.. removed];
    }

    private IEnumerable<Assignment> NewerThan(ulong after)
    {
        for (var i = ByRevision.Count - 1; i >= 0 && ByRevision[i].Revision > after; i--)
            yield return ByRevision[i];
    }

    private AssignmentTable Without(Assignment old) =>
        this with
        {
            ById = ById.Remove(old.Id),
            ByPort = old.PortKey is { } port && ByPort.GetValueOrDefault(port) == old.Id ? ByPort.Remove(port) : ByPort,
            ByRevision = ByRevision.Remove(old),
        };

    private AssignmentTable Remember(Removal removal)
    {
        if (Removals.Count < MaxRemovals)
            return this with { Removals = Removals.Add(removal) };
        return this with { Removals = Removals.RemoveAt(0).Add(removal), ForgottenRevision = Removals[0].Revision };
    }
}
