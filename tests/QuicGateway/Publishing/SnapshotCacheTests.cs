using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.State;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Publishing;

public sealed class SnapshotCacheTests : IDisposable
{
    private static readonly Dictionary<string, int> NoPorts = [];
    private readonly TestFiles _files = new();
    private readonly StateDirectory _state;
    private readonly SnapshotCache _cache;

    public SnapshotCacheTests()
    {
        _state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
        _cache = new SnapshotCache(_state, NullLogger<SnapshotCache>.Instance);
    }

    public void Dispose()
    {
        _state.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void NoFile_IsEmpty()
    {
        var loaded = _cache.Load();
        Assert.Empty(loaded.Table.Assignments);
        Assert.Empty(loaded.ChosenPorts);
    }

    [Fact]
    public void Replaced_IsLoadedAgain()
    {
        var wish = new Assignment
        {
            Id = "a",
            Revision = 7,
            Protocol = AssignmentProtocol.Tcp,
            Port = 8080,
            Uid = "inside",
            Target = "unix:/run/\"x\"",
            MaxVisitors = 3,
        };
        _cache.Replace(Table(9, wish), NoPorts);
        var table = _cache.Load().Table;
        Assert.Equal(9UL, table.Revision);
        Assert.Equal(wish, table.Assignments["a"]);
    }

    [Fact]
    public void Changes_AreLoadedAfterWhatTheyChange()
    {
        _cache.Replace(Table(1, Wish("a"), Wish("b")), Ports(("a", 1000), ("b", 2000)));
        Assert.True(_cache.TryAppend(2, [Wish("c")], ["a"], Ports(("c", 3000))));
        Assert.True(_cache.TryAppend(3, [Wish("b", port: 5)], [], NoPorts));
        var loaded = _cache.Load();
        Assert.Equal(3UL, loaded.Table.Revision);
        Assert.Equal(["b", "c"], loaded.Table.Assignments.Keys.Order());
        Assert.Equal(5U, loaded.Table.Assignments["b"].Port);
        Assert.Equal(Ports(("b", 2000), ("c", 3000)), loaded.ChosenPorts.OrderBy(p => p.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Format\":2,\"Revision\":3,\"Assignments\":[")]
    [InlineData("\0\0\0\0")]
    public void LastLineThatACrashCut_IsLeftOut(string rest)
    {
        _cache.Replace(Table(1, Wish("a")), NoPorts);
        _cache.TryAppend(2, [Wish("b")], [], NoPorts);
        File.AppendAllText(_state.File(SnapshotCache.FileName), rest);
        Assert.Equal(["a", "b"], _cache.Load().Table.Assignments.Keys.Order());
    }

    [Fact]
    public void FileOfAnEarlierLife_IsNeverAddedTo()
    {
        _cache.Replace(Table(1, Wish("a")), NoPorts);
        var next = new SnapshotCache(_state, NullLogger<SnapshotCache>.Instance);
        next.Load();
        Assert.False(next.TryAppend(2, [Wish("b")], [], NoPorts));
    }

    [Fact]
    public void ManyChanges_AskForARewrite()
    {
        _cache.Replace(Table(1, Wish("a")), NoPorts);
        var revision = 1UL;
        while (_cache.TryAppend(++revision, [Wish("a")], [], NoPorts))
            Assert.True(revision < 10_000);
        Assert.InRange(new FileInfo(_state.File(SnapshotCache.FileName)).Length, 64 * 1024, 66 * 1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Format\":99,\"Revision\":1,\"Assignments\":[],\"Removed\":[],\"ChosenPorts\":{}}")]
    [InlineData("{\"Format\":2,\"Revision\":1,\"Assignments\":[{\"port\":\"many\"}],\"Removed\":[],\"ChosenPorts\":{}}")]
    public void UnreadableFile_IsEmpty(string text)
    {
        File.WriteAllText(_state.File(SnapshotCache.FileName), text);
        Assert.Empty(_cache.Load().Table.Assignments);
    }

    [Fact]
    public void SaveThatFails_IsSurvived()
    {
        Directory.CreateDirectory(_state.File(SnapshotCache.FileName + ".new"));
        _cache.Replace(Table(1), NoPorts);
        Assert.False(_cache.TryAppend(2, [Wish("a")], [], NoPorts));
        Assert.Equal(0UL, _cache.Load().Table.Revision);
    }

    [Fact]
    public void DiskThatHasRoomAgain_GetsTheWhole()
    {
        _cache.Replace(Table(1, Wish("a")), NoPorts);
        Directory.CreateDirectory(_state.File(SnapshotCache.FileName + ".new"));
        _cache.Replace(Table(2, Wish("b")), NoPorts);
        Assert.False(_cache.TryAppend(3, [Wish("c")], [], NoPorts));
        Assert.Equal(["a"], _cache.Load().Table.Assignments.Keys);
        Directory.Delete(_state.File(SnapshotCache.FileName + ".new"));
        _cache.Replace(Table(3, Wish("b"), Wish("c")), NoPorts);
        Assert.Equal(["b", "c"], _cache.Load().Table.Assignments.Keys.Order());
    }

    private static Assignment Wish(string id, uint port = 0) =>
        new()
        {
            Id = id,
            Protocol = AssignmentProtocol.Tcp,
            Port = port,
            Uid = "inside",
            Target = "127.0.0.1:22",
        };

    private static WantedAssignments Table(ulong revision, params Assignment[] wishes) =>
        WantedAssignments.From(new Snapshot { Revision = revision, Assignments = { wishes } });

    private static Dictionary<string, int> Ports(params (string Id, int Port)[] ports) => ports.ToDictionary(p => p.Id, p => p.Port);
}
