using System.Collections.Immutable;
using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>The assignments of this gateway as of one revision of its store.</summary>
internal sealed record WantedAssignments(ulong Revision, ImmutableDictionary<string, Assignment> Assignments)
{
    public static readonly WantedAssignments Empty = new(0, ImmutableDictionary<string, Assignment>.Empty);

    public static WantedAssignments From(Snapshot snapshot) => Empty.With(snapshot.Revision, [], snapshot.Assignments);

    public WantedAssignments With(Delta delta) => With(delta.Revision, delta.Removals, delta.Upserts);

    private WantedAssignments With(ulong revision, IEnumerable<string> removals, IEnumerable<Assignment> upserts)
    {
        var assignments = Assignments.ToBuilder();
        assignments.RemoveRange(removals);
        foreach (var assignment in upserts)
            assignments[assignment.Id] = assignment;
        return new WantedAssignments(revision, assignments.ToImmutable());
    }
}
