using System.Collections.Immutable;
using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>What a cache file holds.</summary>
/// <param name="ChosenPorts">By assignment id, for assignments of port 0.</param>
internal sealed record CachedAssignments(WantedAssignments Table, ImmutableDictionary<string, int> ChosenPorts)
{
    public static readonly CachedAssignments Empty = new(WantedAssignments.Empty, ImmutableDictionary<string, int>.Empty);

    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">when an assignment cannot be read.</exception>
    public CachedAssignments With(CacheLine line)
    {
        var delta = new Delta { Revision = line.Revision, Removals = { line.Removed } };
        foreach (var assignment in line.Assignments)
            delta.Upserts.Add(Assignment.Parser.ParseJson(assignment.GetRawText()));
        return new CachedAssignments(Table.With(delta), ChosenPorts.RemoveRange(line.Removed).SetItems(line.ChosenPorts));
    }
}
