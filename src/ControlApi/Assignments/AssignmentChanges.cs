namespace SocketWarp.ControlApi.Assignments;

/// <summary>What one gateway has to know to get from one revision to <paramref name="Revision"/>.</summary>
internal sealed record AssignmentChanges(ulong Revision, IReadOnlyList<Assignment> Upserts, IReadOnlyList<string> Removals)
{
    public bool IsEmpty => Upserts.Count == 0 && Removals.Count == 0;
}
