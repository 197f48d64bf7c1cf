using SocketWarp.Protocol.Rest;
using Decision = SocketWarp.Store.Decision<SocketWarp.ControlApi.Assignments.AssignmentRecord, SocketWarp.Protocol.Rest.RestoreView?>;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>Works out a restore: the ordinary changes that make a table what a backup says, so that gateways learn of them as of any other.</summary>
internal static class AssignmentRestoreRules
{
    /// <param name="wanted">No two with an id or a port in common.</param>
    public static Decision Replace(AssignmentTable table, IReadOnlyList<Assignment> wanted, int maxAssignments)
    {
        if (wanted.Count > maxAssignments)
            return new Decision(null);
        var ids = wanted.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var removed = table.All.Where(a => !ids.Contains(a.Id)).ToArray();
        var put = wanted.Where(a => table.Find(a.Id)?.SaysTheSameAs(a) != true).ToArray();
        var revision = table.Revision;
        // Removals first: the ports of what goes are free for what comes.
        AssignmentRecord[] records =
        [
            .. removed.Select(a => new AssignmentRecord { Revision = ++revision, Remove = a.Id }),
            .. put.Select(a => new AssignmentRecord { Revision = ++revision, Put = a with { Revision = revision } }),
        ];
        var added = put.Count(a => table.Find(a.Id) is null);
        var outcome = new RestoreView
        {
            Revision = revision,
            Added = added,
            Changed = put.Length - added,
            // One that was never shown is nothing that a caller could miss.
            Removed = removed.Count(a => !a.Tentative),
            Unchanged = wanted.Count - put.Length,
            DryRun = false,
        };
        return new Decision(outcome, records);
    }
}
