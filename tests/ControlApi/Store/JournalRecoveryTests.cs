using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Store;
using SocketWarp.ControlApi.Store.Journal;
using SocketWarp.ServiceDefaults.Journal;
using Text = SocketWarp.ServiceDefaults.Journal.JournalText<SocketWarp.ControlApi.Store.AssignmentTable, SocketWarp.ControlApi.Store.Journal.JournalRecord>;

namespace SocketWarp.ControlApi.Tests.Store;

public sealed class JournalRecoveryTests
{
    private static readonly Assignment[] Wishes = [Wish("a", 1001, 1), Wish("b", 1002, 2), Wish("c", 1003, 3)];

    [Fact]
    public void Journal_TornAtEveryByteOfTheLastRecord_KeepsAllBeforeIt()
    {
        var whole = File(AssignmentTable.Empty, Wishes);
        var lastRecord = File(AssignmentTable.Empty, Wishes[..2]).Length;

        for (var length = lastRecord; length < whole.Length; length++)
        {
            var (table, kept) = Read(whole.AsSpan(0, length));
            Assert.Equal(lastRecord, kept);
            Assert.Equal(["a", "b"], table.All.Select(a => a.Id));
            Assert.Equal(2ul, table.Revision);
        }

        Assert.Equal(3, Read(whole).Table.Count);
    }

    [Fact]
    public void Journal_AnyByteOfTheLastRecordWrong_KeepsAllBeforeIt()
    {
        var whole = File(AssignmentTable.Empty, Wishes);
        var lastRecord = File(AssignmentTable.Empty, Wishes[..2]).Length;

        // Its length says how long an unfinished write may be: a crash does not make that a wrong one.
        for (var at = lastRecord + sizeof(int); at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x40;
            Assert.Equal(lastRecord, Read(damaged).Length);
        }
    }

    [Fact]
    public void Journal_AnyByteBeforeTheLastRecordWrong_IsRefused()
    {
        var whole = File(AssignmentTable.Empty, Wishes);
        var lastRecord = File(AssignmentTable.Empty, Wishes[..2]).Length;

        for (var at = 0; at < lastRecord; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x40;
            Assert.Throws<JournalCorruptException>(() => Read(damaged));
        }
    }

    [Fact]
    public void Journal_TailOfZeros_IsATornTail()
    {
        var whole = File(AssignmentTable.Empty, Wishes);

        Assert.Equal(whole.Length, Read([.. whole, .. new byte[5000]]).Length);
    }

    /// <summary>A write of several records in one frame, of which a crash left the first page.</summary>
    [Fact]
    public void Journal_ZerosRightBehindALineEnd_AreATornTail()
    {
        var whole = File(AssignmentTable.Empty, Wishes[..2]);
        byte[] lines = [.. whole[^20..^1], (byte)'\n', 0, 0, 0, 0, (byte)'{', (byte)'}'];
        byte[] frame = [.. BitConverter.GetBytes(lines.Length + 100), 1, 2, 3, 4, .. lines];

        Assert.Equal(whole.Length, Read([.. whole, .. frame]).Length);
    }

    [Fact]
    public void Journal_LastRecordTornIntoZeros_KeepsAllBeforeIt()
    {
        var whole = File(AssignmentTable.Empty, Wishes);
        var lastRecord = File(AssignmentTable.Empty, Wishes[..2]).Length;

        for (var at = lastRecord; at < whole.Length; at++)
        {
            var torn = (byte[])whole.Clone();
            torn.AsSpan(at).Clear();
            Assert.Equal(lastRecord, Read(torn).Length);
        }
    }

    /// <summary>What an editor, a transfer in text mode or a checkout with other line ends makes of a journal.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Journal_LineEndsConverted_IsRefusedWithItsOffset(int records)
    {
        var whole = File(AssignmentTable.Empty, Wishes[..records]);
        byte[] converted = [.. whole.SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b])];

        var failure = Assert.Throws<JournalCorruptException>(() => Read(converted));
        Assert.Contains($"byte {Text.NewFile(AssignmentTable.Empty).Length} ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_LineEndsConverted_WithALengthThatHasOneInIt_IsRefused()
    {
        // A length of 0x..0A becomes a larger one, which what follows does not exceed.
        for (var text = 0; text < 256; text++)
        {
            var wish = Wish("a", 1001, 1) with { Description = new string('d', text) };
            var whole = File(AssignmentTable.Empty, wish, Wishes[1]);
            byte[] converted = [.. whole.SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b])];
            Assert.Throws<JournalCorruptException>(() => Read(converted));
        }
    }

    [Fact]
    public void Journal_TwoRecordsThatDoNotRead_AreRefused()
    {
        var whole = File(AssignmentTable.Empty, Wishes);
        var first = File(AssignmentTable.Empty, Wishes[..1]).Length;
        var second = File(AssignmentTable.Empty, Wishes[..2]).Length;

        whole[first + 20] ^= 1;
        whole[second + 20] ^= 1;
        Assert.Throws<JournalCorruptException>(() => Read(whole));
    }

    [Fact]
    public void Journal_TailLongerThanTheLongestWrite_IsRefused()
    {
        var whole = File(AssignmentTable.Empty, Wishes);

        Assert.Throws<JournalCorruptException>(() => Read([.. whole, .. new byte[JournalFrame.HeaderSize + JournalFrame.MaxBody + 1]]));
    }

    [Fact]
    public void Snapshot_CutAnywhere_IsRefused()
    {
        var table = Wishes.Aggregate(AssignmentTable.Empty, (t, a) => t.Put(a));
        var file = Text.NewFile(table);

        for (var length = 0; length < file.Length; length++)
        {
            var cut = file[..length];
            Assert.Throws<JournalCorruptException>(() => Read(cut));
        }

        Assert.Equal(["a", "b", "c"], Read(file).Table.All.Select(a => a.Id));
    }

    [Fact]
    public void Journal_RevisionMissing_IsRefused()
    {
        byte[] file = [.. Text.NewFile(AssignmentTable.Empty), .. Frame(Wishes[0]), .. Frame(Wishes[2])];

        var failure = Assert.Throws<JournalCorruptException>(() => Read(file));
        Assert.Contains("revision 3 follows 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_OfALaterFormat_IsRefusedByName()
    {
        var later = JournalFrame.Encode("""{"format":"socketwarp-journal/9","revision":0,"snapshotBytes":0}"""u8);

        var failure = Assert.Throws<JournalCorruptException>(() => Read(later));
        Assert.Contains("socketwarp-journal/9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_LargestBatchWithLongestNames_FitsItsLimit()
    {
        var longest = new string('\u4e00', 64);
        var records = Enumerable.Range(0, AssignmentTable.MaxBatch).Select(i => new JournalRecord
        {
            Revision = ulong.MaxValue - (ulong)i,
            Put = Wish(new string('a', 64), 65535, ulong.MaxValue) with { Uid = longest, Target = new string('t', 300), Description = new string('\u0001', 256), Gateway = new string('g', 64) },
        });

        Assert.NotEmpty(Text.Frame(records));
    }

    private static byte[] File(AssignmentTable table, params Assignment[] wishes) => [.. Text.NewFile(table), .. wishes.SelectMany(Frame)];

    private static JournalRecovery.Result<AssignmentTable> Read(ReadOnlySpan<byte> file) => JournalRecovery.Read<AssignmentTable, JournalRecord>(file);

    private static byte[] Frame(Assignment wish) => Text.Frame([new JournalRecord { Revision = wish.Revision, Put = wish }]);

    private static Assignment Wish(string id, int port, ulong revision) =>
        new() { Id = id, Gateway = "default", Protocol = AssignedProtocol.Tcp, Port = port, Uid = "u", Target = "t:1", Revision = revision };
}
