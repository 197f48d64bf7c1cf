using System.Buffers;

namespace SocketWarp.Protocol.Tests.Support;

/// <summary>Bytes as a pipe may hand them over: in pieces, empty ones too.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    /// <param name="cuts">Where to cut, in any order, each taken modulo the length.</param>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, IEnumerable<int> cuts)
    {
        var places = cuts.Select(c => (int)((uint)c % (uint)(bytes.Length + 1))).Order().Append(bytes.Length);
        var first = new Segments(ReadOnlyMemory<byte>.Empty, 0);
        var last = first;
        var start = 0;
        foreach (var end in places)
        {
            var next = new Segments(bytes.AsMemory(start, end - start), start);
            last.Next = next;
            last = next;
            start = end;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
