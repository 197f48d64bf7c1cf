using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Assignments;
using SocketWarp.QuicGateway.State;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.State;

public sealed class SnapshotCacheTests : IDisposable
{
    private readonly TestFiles _files = new();
    private readonly StateDirectory _state;
    private readonly SnapshotCache _cache;

    public SnapshotCacheTests()
    {
        _state = new StateDirectory(_files.Path("state"));
        _cache = new SnapshotCache(_state, NullLogger<SnapshotCache>.Instance);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void NoFile_IsEmpty()
    {
        var (table, chosen) = _cache.Load();
        Assert.Empty(table.Wishes);
        Assert.Empty(chosen);
    }

    [Fact]
    public void Saved_IsLoadedAgain()
    {
        var wish = new Assignment { Id = "a", Revision = 7, Protocol = AssignmentProtocol.Tcp, Port = 8080, Uid = "inside", Target = "unix:/run/\"x\"", MaxVisitors = 3 };
        _cache.Save(AssignmentTable.From(new Snapshot { Revision = 9, Assignments = { wish } }), []);
        var (table, _) = _cache.Load();
        Assert.Equal(9UL, table.Revision);
        Assert.Equal(wish, table.Wishes["a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Format\":99,\"Revision\":1,\"Assignments\":[],\"ChosenPorts\":{}}")]
    [InlineData("{\"Format\":1,\"Revision\":1,\"Assignments\":[{\"port\":\"many\"}],\"ChosenPorts\":{}}")]
    public void UnreadableFile_IsEmpty(string text)
    {
        File.WriteAllText(_state[SnapshotCache.FileName], text);
        Assert.Empty(_cache.Load().Table.Wishes);
    }

    [Fact]
    public void SaveThatFails_IsSurvived()
    {
        Directory.CreateDirectory(_state[SnapshotCache.FileName + ".new"]);
        _cache.Save(AssignmentTable.From(new Snapshot { Revision = 1 }), []);
        Assert.Equal(0UL, _cache.Load().Table.Revision);
    }
}
