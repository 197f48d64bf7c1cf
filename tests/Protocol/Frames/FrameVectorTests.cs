using System.Buffers;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class FrameVectorTests
{
    public static TheoryData<string> Cases => [.. FrameCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Span_OfVector_GivesItsResult(string name)
    {
        var vector = Find(name);
        var status = FrameReader.Read(vector.Bytes, vector.Limit, out var kind, out var body, out var consumed);
        if (status == FrameStatus.Complete && FrameBody.TryParse(kind, body) is { } message)
        {
            Assert.Equal(vector.ExpectedKind, kind);
            Assert.Equal(vector.Consumed, consumed);
            Assert.Equal(vector.ExpectedMessage, message);
        }
        else if (status == FrameStatus.Complete)
        {
            status = FrameStatus.Malformed;
        }

        Assert.Equal(vector.Status, status);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sequence_OfVectorInPiecesOfOneByte_GivesItsResult(string name)
    {
        var vector = Find(name);
        var buffer = Segments.Cut(vector.Bytes, Enumerable.Range(0, vector.Bytes.Length));
        var length = buffer.Length;
        if (vector.Status is FrameStatus.UnknownKind or FrameStatus.TooLong or FrameStatus.Malformed)
        {
            var refusal = Assert.Throws<ProtocolException>(() =>
                FrameReader.TryRead(ref buffer, vector.Limit, out var k, out var b) ? FrameBody.Parse(k, b) : null
            );
            Assert.Equal(ErrorCode.BadFrame, refusal.Code);
        }
        else if (FrameReader.TryRead(ref buffer, vector.Limit, out var kind, out var body))
        {
            Assert.Equal(FrameStatus.Complete, vector.Status);
            Assert.Equal(vector.ExpectedKind, kind);
            Assert.Equal(vector.Consumed!.Value, length - buffer.Length);
            Assert.Equal(vector.ExpectedMessage, FrameBody.Parse(kind, body));
        }
        else
        {
            Assert.Equal(FrameStatus.Incomplete, vector.Status);
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Writer_OfCanonicalVector_GivesItsBytes(string name)
    {
        var vector = Find(name);
        if (vector.Canonical != true)
            return;
        var expected = vector.Bytes.AsSpan(0, vector.Consumed!.Value).ToArray();
        var written = new ArrayBufferWriter<byte>();
        FrameWriter.Write(written, vector.ExpectedKind, vector.ExpectedMessage);
        Assert.Equal(expected, written.WrittenSpan.ToArray());
    }

    [Fact]
    public void Vectors_Together_CoverEveryKindAndStatus()
    {
        Assert.Equal(Enum.GetValues<FrameKind>(), FrameCase.All.Where(c => c.Status == FrameStatus.Complete).Select(c => c.ExpectedKind).Distinct().Order());
        Assert.Equal(Enum.GetValues<FrameStatus>(), FrameCase.All.Select(c => c.Status).Distinct().Order());
    }

    private static FrameCase Find(string name) => FrameCase.All.Single(c => c.Name == name);
}
