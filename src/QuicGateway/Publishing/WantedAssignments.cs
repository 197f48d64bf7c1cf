using System.Collections.Immutable;
using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>What ControlApi wishes, as of one revision of its store.</summary>
internal sealed record WantedAssignments(ulong Revision, ImmutableDictionary<string, Assignment> Wishes)
{
    public static readonly WantedAssignments Empty = new(0, ImmutableDictionary<string, Assignment>.Empty);

    public static WantedAssignments From(Snapshot snapshot) => Empty.With(snapshot.Revision, [], snapshot.Assignments);

    public WantedAssignments With(Delta delta) => With(delta.Revision, delta.Removals, delta.Upserts);

    private WantedAssignments With(ulong revision, IEnumerable<string> removals, IEnumerable<Assignment> upserts)
    {
        var wishes = Wishes.ToBuilder();
        wishes.RemoveRange(removals);
        foreach (var assignment in upserts)
            wishes[assignment.Id] = assignment;
        return new WantedAssignments(revision, wishes.ToImmutable());
    }
}
