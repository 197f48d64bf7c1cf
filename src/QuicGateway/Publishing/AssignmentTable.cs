using System.Collections.Immutable;
using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>What ControlApi wishes, as of one revision of its store.</summary>
internal sealed record AssignmentTable(ulong Revision, ImmutableDictionary<string, Assignment> Wishes)
{
    public static readonly AssignmentTable Empty = new(0, ImmutableDictionary<string, Assignment>.Empty);

    public static AssignmentTable From(Snapshot snapshot) => Empty.With(snapshot.Revision, [], snapshot.Assignments);

    public AssignmentTable With(Delta delta) => With(delta.Revision, delta.Removals, delta.Upserts);

    private AssignmentTable With(ulong revision, IEnumerable<string> removals, IEnumerable<Assignment> upserts)
    {
        var wishes = Wishes.ToBuilder();
        wishes.RemoveRange(removals);
        foreach (var assignment in upserts) wishes[assignment.Id] = assignment;
        return new AssignmentTable(revision, wishes.ToImmutable());
    }
}
