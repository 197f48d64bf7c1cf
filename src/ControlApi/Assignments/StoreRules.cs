using Verdict = SocketWarp.Store.Verdict<SocketWarp.ControlApi.Assignments.AssignmentRecord, SocketWarp.ControlApi.Assignments.StoreOutcome>;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>Judges one change against a table: what comes of it, and the record that makes it so, if any.</summary>
internal static class StoreRules
{
    public static Verdict Put(AssignmentTable table, Assignment wish, PutCondition condition, int maxAssignments)
    {
        var old = table.Find(wish.Id);
        if (condition.MustBeNew && old is not null)
            return Refuse(table, StoreStatus.IdTaken, old);
        if (condition.Revision is { } revision && old?.Revision != revision)
            return Refuse(table, old is null ? StoreStatus.NotFound : StoreStatus.RevisionMismatch, old);
        if (wish.PortKey is { } port && table.Find(port) is { } holder && holder.Id != wish.Id)
            return Refuse(table, StoreStatus.PortTaken, holder);
        if (old is null && table.Count >= maxAssignments)
            return Refuse(table, StoreStatus.Full, null);
        if (old is not null && old.SameWish(wish))
            return Refuse(table, StoreStatus.Unchanged, old);
        var next = wish with { Revision = table.Revision + 1 };
        return new Verdict(
            new StoreOutcome(old is null ? StoreStatus.Created : StoreStatus.Changed, next.Revision, next),
            new AssignmentRecord { Revision = next.Revision, Put = next }
        );
    }

    public static Verdict Remove(AssignmentTable table, string id, ulong? ifRevision)
    {
        if (table.Find(id) is not { } old)
            return Refuse(table, StoreStatus.NotFound, null);
        if (ifRevision is not null && old.Revision != ifRevision)
            return Refuse(table, StoreStatus.RevisionMismatch, old);
        var revision = table.Revision + 1;
        return new Verdict(new StoreOutcome(StoreStatus.Removed, revision, old), new AssignmentRecord { Revision = revision, Remove = id });
    }

    public static Verdict Confirm(AssignmentTable table, string id)
    {
        if (table.Find(id) is not { } old)
            return Refuse(table, StoreStatus.NotFound, null);
        if (!old.Tentative)
            return Refuse(table, StoreStatus.Unchanged, old);
        var revision = table.Revision + 1;
        return new Verdict(
            new StoreOutcome(StoreStatus.Changed, revision, old with { Tentative = false }),
            new AssignmentRecord { Revision = revision, Confirm = id }
        );
    }

    private static Verdict Refuse(AssignmentTable table, StoreStatus status, Assignment? assignment) =>
        new(new StoreOutcome(status, table.Revision, assignment));
}
