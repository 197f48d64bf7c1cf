using Decision = SocketWarp.Store.Decision<SocketWarp.ControlApi.Assignments.AssignmentRecord, SocketWarp.ControlApi.Assignments.StoreOutcome>;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>Decides what one change does to a table: what comes of it, and the record that makes it so, if any.</summary>
internal static class StoreRules
{
    public static Decision Put(AssignmentTable table, Assignment assignment, PutCondition condition, int maxAssignments)
    {
        var old = table.Find(assignment.Id);
        if (condition.MustBeNew && old is not null)
            return Refuse(table, StoreStatus.IdTaken, old);
        if (condition.Revision is { } revision && old?.Revision != revision)
            return Refuse(table, old is null ? StoreStatus.NotFound : StoreStatus.RevisionMismatch, old);
        if (assignment.PortKey is { } port && table.Find(port) is { } holder && holder.Id != assignment.Id)
            return Refuse(table, StoreStatus.PortTaken, holder);
        if (old is null && table.Count >= maxAssignments)
            return Refuse(table, StoreStatus.Full, null);
        if (old is not null && old.SaysTheSameAs(assignment))
            return Refuse(table, StoreStatus.Unchanged, old);
        var next = assignment with { Revision = table.Revision + 1 };
        return new Decision(
            new StoreOutcome(old is null ? StoreStatus.Created : StoreStatus.Changed, next.Revision, next),
            new AssignmentRecord { Revision = next.Revision, Put = next }
        );
    }

    public static Decision Remove(AssignmentTable table, string id, ulong? ifRevision)
    {
        if (table.Find(id) is not { } old)
            return Refuse(table, StoreStatus.NotFound, null);
        if (ifRevision is not null && old.Revision != ifRevision)
            return Refuse(table, StoreStatus.RevisionMismatch, old);
        var revision = table.Revision + 1;
        return new Decision(new StoreOutcome(StoreStatus.Removed, revision, old), new AssignmentRecord { Revision = revision, Remove = id });
    }

    /// <summary>Removes an assignment that nobody has confirmed or changed meanwhile.</summary>
    public static Decision RemoveTentative(AssignmentTable table, string id, ulong revision) =>
        table.Find(id) is { Tentative: true } ? Remove(table, id, revision) : Refuse(table, StoreStatus.NotFound, null);

    public static Decision Confirm(AssignmentTable table, string id)
    {
        if (table.Find(id) is not { } old)
            return Refuse(table, StoreStatus.NotFound, null);
        if (!old.Tentative)
            return Refuse(table, StoreStatus.Unchanged, old);
        var revision = table.Revision + 1;
        return new Decision(
            new StoreOutcome(StoreStatus.Changed, revision, old with { Tentative = false }),
            new AssignmentRecord { Revision = revision, Confirm = id }
        );
    }

    private static Decision Refuse(AssignmentTable table, StoreStatus status, Assignment? assignment) =>
        new(new StoreOutcome(status, table.Revision, assignment));
}
