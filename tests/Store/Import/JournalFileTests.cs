using SocketWarp.Store.Import;
using SocketWarp.Store.Tests.Support;

namespace SocketWarp.Store.Tests.Import;

/// <summary>What a journal of version 0.1 may look like, and what of it is damage.</summary>
public sealed class JournalFileTests
{
    private static readonly string[] Words = ["one", "two", "three"];
    private static readonly byte[] Whole = OldJournal.Of([], Words);
    private static readonly int LastRecord = OldJournal.Of([], Words[..2]).Length;

    [Fact]
    public void Journal_Whole_IsReadInOrder()
    {
        var content = JournalFile.Read(OldJournal.Of(["a", "b"], "c"), out var torn);

        Assert.Equal((2UL, 0), (content.Snapshot!.Revision, torn));
        Assert.Equal([OldJournal.Record(1, "a"), OldJournal.Record(2, "b")], content.Snapshot.Parts);
        Assert.Equal([OldJournal.Record(3, "c")], content.Entries);
    }

    [Fact]
    public void Journal_TornAtEveryByteOfTheLastRecord_KeepsAllBeforeIt()
    {
        for (var length = LastRecord; length < Whole.Length; length++)
            AssertKept(2, length - LastRecord, Whole[..length]);
        AssertKept(3, 0, Whole);
    }

    [Fact]
    public void Journal_AnyByteOfTheLastRecordWrong_KeepsAllBeforeIt()
    {
        // Its length says how long an unfinished write may be: a crash does not make that a wrong one.
        for (var at = LastRecord + sizeof(int); at < Whole.Length; at++)
        {
            var damaged = (byte[])Whole.Clone();
            damaged[at] ^= 0x40;
            AssertKept(2, Whole.Length - LastRecord, damaged);
        }
    }

    [Fact]
    public void Journal_AnyByteBeforeTheLastRecordWrong_IsRefused()
    {
        for (var at = 0; at < LastRecord; at++)
        {
            var damaged = (byte[])Whole.Clone();
            damaged[at] ^= 0x40;
            Assert.Throws<StoreCorruptException>(() => JournalFile.Read(damaged, out _));
        }
    }

    [Fact]
    public void Journal_TailOfZeros_IsATornTail() => AssertKept(3, 5000, [.. Whole, .. new byte[5000]]);

    [Fact]
    public void Journal_LastRecordTornIntoZeros_KeepsAllBeforeIt()
    {
        for (var at = LastRecord; at < Whole.Length; at++)
        {
            var torn = (byte[])Whole.Clone();
            torn.AsSpan(at).Clear();
            AssertKept(2, Whole.Length - LastRecord, torn);
        }
    }

    /// <summary>A page that did not reach the medium while a later one did.</summary>
    [Fact]
    public void Journal_LastWriteWithZerosBehindALineEnd_KeepsAllBeforeIt()
    {
        var lines = string.Concat(Enumerable.Range(3, 100).Select(i => OldJournal.Record((ulong)i, $"word {i}") + "\n"));
        byte[] whole = [.. OldJournal.Of([], Words[..2]), .. OldJournal.Frame(lines)];
        for (var end = Array.IndexOf(whole, (byte)'\n', LastRecord); end < whole.Length - 1; end = Array.IndexOf(whole, (byte)'\n', end + 1))
        {
            var torn = (byte[])whole.Clone();
            torn.AsSpan(end + 1, Math.Min(20, whole.Length - end - 2)).Clear();
            AssertKept(2, whole.Length - LastRecord, torn);
        }
    }

    /// <summary>What an editor, a transfer in text mode or a checkout with other line ends makes of a journal.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Journal_LineEndsConverted_IsRefusedWithItsOffset(int records)
    {
        var failure = Assert.Throws<StoreCorruptException>(() => JournalFile.Read(Convert(OldJournal.Of([], Words[..records])), out _));
        Assert.Contains($"byte {OldJournal.Of([]).Length} ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_LineEndsConvertedWithALengthThatHasOneInIt_IsRefused()
    {
        // A length of 0x..0A becomes a larger one, which what follows does not exceed.
        for (var text = 1; text < 256; text++)
        {
            var converted = Convert(OldJournal.Of([], new string('d', text), "two"));
            Assert.Throws<StoreCorruptException>(() => JournalFile.Read(converted, out _));
        }
    }

    [Fact]
    public void Journal_TwoRecordsThatDoNotRead_AreRefused()
    {
        var damaged = (byte[])Whole.Clone();
        damaged[OldJournal.Of([], Words[..1]).Length + 20] ^= 1;
        damaged[LastRecord + 20] ^= 1;

        Assert.Throws<StoreCorruptException>(() => JournalFile.Read(damaged, out _));
    }

    [Fact]
    public void Journal_TailLongerThanTheLongestWrite_IsRefused() =>
        Assert.Throws<StoreCorruptException>(() => JournalFile.Read([.. Whole, .. new byte[JournalFrame.HeaderSize + JournalFrame.MaxBody + 1]], out _));

    [Fact]
    public void Snapshot_CutAnywhere_IsRefused()
    {
        var file = OldJournal.Of(Words);
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<StoreCorruptException>(() => JournalFile.Read(file.AsSpan(0, length), out _));
    }

    [Fact]
    public void Journal_OfALaterFormat_IsRefusedByName()
    {
        var failure = Assert.Throws<StoreCorruptException>(() => JournalFile.Read(OldJournal.Header(0, 0, format: 9), out _));
        Assert.Contains("socketwarp-journal/9", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Convert(byte[] file) => [.. file.SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b])];

    private static void AssertKept(int entries, int tornBytes, byte[] file)
    {
        var content = JournalFile.Read(file, out var torn);
        Assert.Equal((entries, tornBytes), (content.Entries.Count, torn));
    }
}
