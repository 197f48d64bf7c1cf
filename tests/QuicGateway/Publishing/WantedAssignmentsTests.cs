using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;

namespace SocketWarp.QuicGateway.Tests.Publishing;

public sealed class WantedAssignmentsTests
{
    [Fact]
    public void Snapshot_ReplacesEverything_WhateverItsRevision()
    {
        var table = WantedAssignments.From(new Snapshot { Revision = 9, Assignments = { Named("a"), Named("b") } });
        Assert.Equal(["a", "b"], table.Assignments.Keys.Order());
        Assert.Equal(3UL, WantedAssignments.From(new Snapshot { Revision = 3 }).Revision);
    }

    [Fact]
    public void Delta_RemovesThenAdds()
    {
        var before = WantedAssignments.From(new Snapshot { Revision = 1, Assignments = { Named("a"), Named("b") } });
        var after = before.With(
            new Delta
            {
                Revision = 2,
                Removals = { "a", "unknown" },
                Upserts = { Named("b", "web:80"), Named("c") },
            }
        );
        Assert.Equal(["b", "c"], after.Assignments.Keys.Order());
        Assert.Equal("web:80", after.Assignments["b"].Target);
        Assert.Equal((2UL, 1UL), (after.Revision, before.Revision));
        Assert.Equal(["a", "b"], before.Assignments.Keys.Order());
    }

    private static Assignment Named(string id, string target = "db:5432") => new() { Id = id, Target = target };
}
