using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SocketWarp.Store.Tests.Support;

/// <summary>Journals of version 0.1, as that version wrote them.</summary>
internal static class OldJournal
{
    /// <param name="snapshot">Words that the snapshot has.</param>
    /// <param name="words">Words of the changes since, one frame each.</param>
    public static byte[] Of(string[] snapshot, params string[] words)
    {
        var revision = (ulong)snapshot.Length;
        byte[] frames = [.. snapshot.SelectMany((word, i) => Frame($"{Record((ulong)i + 1, word)}\n"))];
        return [.. Header(revision, frames.Length), .. frames, .. words.SelectMany((word, i) => Frame($"{Record(revision + (ulong)i + 1, word)}\n"))];
    }

    public static byte[] Header(ulong revision, long snapshotBytes, int format = 1) =>
        Frame($$"""{"format":"socketwarp-journal/{{format}}","revision":{{revision}},"snapshotBytes":{{snapshotBytes}}}""");

    public static string Record(ulong revision, string word) => $$"""{"Revision":{{revision}},"Word":"{{word}}"}""";

    public static byte[] Frame(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), ~body.Aggregate(uint.MaxValue, BitOperations.Crc32C));
        body.CopyTo(frame, 8);
        return frame;
    }
}
