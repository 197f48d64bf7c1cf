using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Tests.Support;

namespace SocketWarp.ControlApi.Tests.Assignments;

public sealed class AssignmentTableTests
{
    [Fact]
    public void Changes_SinceARevision_AreThoseOfTheGateway()
    {
        var table = AssignmentTable
            .Empty.Put(TestStore.Wish("a", 1) with { Revision = 1 })
            .Put(TestStore.Wish("b", 2) with { Revision = 2 })
            .Put(TestStore.Wish("c", 3, gateway: "other") with { Revision = 3 })
            .Remove("a", 4);

        var changes = table.ChangesSince(1, "default")!;

        Assert.Equal(4ul, changes.Revision);
        Assert.Equal("b", Assert.Single(changes.Upserts).Id);
        Assert.Equal("a", Assert.Single(changes.Removals));
    }

    [Fact]
    public void Changes_MovedToAnotherGateway_IsRemovedFromTheFirst()
    {
        var table = AssignmentTable.Empty.Put(TestStore.Wish("a", 1) with { Revision = 1 }).Put(TestStore.Wish("a", 1, gateway: "other") with { Revision = 2 });

        Assert.Equal("a", Assert.Single(table.ChangesSince(1, "default")!.Removals));
        Assert.Equal("a", Assert.Single(table.ChangesSince(1, "other")!.Upserts).Id);
    }

    [Fact]
    public void Changes_RemovedAndMadeAnew_IsAnUpsertOnly()
    {
        var table = AssignmentTable.Empty.Put(TestStore.Wish("a", 1) with { Revision = 1 }).Remove("a", 2).Put(TestStore.Wish("a", 1) with { Revision = 3 });

        var changes = table.ChangesSince(1, "default")!;
        Assert.Empty(changes.Removals);
        Assert.Single(changes.Upserts);
    }

    [Fact]
    public void Changes_MoreRemovalsThanAreRemembered_AreUnknown()
    {
        var table = AssignmentTable.Empty;
        var revision = 0ul;
        for (var i = 0; i <= AssignmentTable.MaxRemovals; i++)
        {
            table = table.Put(TestStore.Wish("a", 1) with { Revision = ++revision });
            table = table.Remove("a", ++revision);
        }

        Assert.Null(table.ChangesSince(0, "default"));
        Assert.NotNull(table.ChangesSince(2, "default"));
    }

    [Fact]
    public void Confirm_ChangesTheStoresRevision_NotTheAssignments()
    {
        var table = AssignmentTable.Empty.Put(TestStore.Wish("a", 1) with { Revision = 1, Tentative = true }).Confirm("a", 2);

        Assert.Equal(2ul, table.Revision);
        Assert.Equal(TestStore.Wish("a", 1) with { Revision = 1 }, table.Find("a"));
        Assert.True(table.ChangesSince(1, "default")!.IsEmpty);
    }
}
