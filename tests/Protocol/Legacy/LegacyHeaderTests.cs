using FsCheck.Fluent;
using SocketWarp.Protocol.Legacy;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Legacy;

public sealed class LegacyHeaderTests
{
    private static readonly LegacyCase[] All = Vectors.Read<LegacyCase>("legacy-headers.json");

    public static TheoryData<string> Cases => [.. All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfVector_GivesItsResult(string name)
    {
        var vector = All.Single(c => c.Name == name);
        var complete = LegacyHeader.TryRead(vector.Bytes, out var header, out var consumed, out var code);
        Assert.Equal(vector.Result == "complete", complete);
        Assert.Equal(complete ? ProtocolLimits.LegacyHeader : 0, consumed);
        Assert.Equal(vector.Result is "complete" or "incomplete" ? "None" : vector.Result, code.ToString());
        if (complete)
            Assert.Equal((vector.Id, vector.Target), (header.Id, header.Target.ToString()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_OfVectorWithNumbers_GivesItsBytes(string name)
    {
        var vector = All.Single(c => c.Name == name);
        if (vector.Connection is not { } connection)
            return;
        Assert.True(TargetAddress.TryParse(vector.Target, out var target, out _));
        var written = new byte[ProtocolLimits.LegacyHeader + 1];
        written.AsSpan().Fill(0xff);
        Assert.Equal(ProtocolLimits.LegacyHeader, LegacyHeader.Write(written, connection, vector.Stream!.Value, target));
        Assert.Equal([.. vector.Bytes, 0xff], written);
    }

    [Fact]
    public void Write_OfUnixSocket_Throws() =>
        Assert.Throws<ArgumentException>(() => LegacyHeader.Write(new byte[1024], 1, 1, new TargetAddress("/run/app.sock", 0)));

    [Fact]
    public void Write_IntoTooFewBytes_Throws() => Assert.Throws<ArgumentException>(() => LegacyHeader.Write(new byte[1023], 1, 1, new TargetAddress("db", 80)));

    [Fact]
    public void Read_OfGarbage_ThrowsNothingAndConsumesAllOrNothing()
    {
        var bytes = Gen.OneOf(Gen.Choose(0x21, 0x7e), Gen.Constant(0), Gen.Elements<int>('|', ':', '[', ']', '.'), Gen.Choose(0, 255)).Select(b => (byte)b);
        Always.Holds(
            Gen.Zip(bytes.ArrayOf(), Gen.Choose(0, 1100)),
            t =>
            {
                var received = new byte[t.Item2];
                t.Item1.AsSpan(0, Math.Min(t.Item1.Length, received.Length)).CopyTo(received);
                var complete = LegacyHeader.TryRead(received, out var header, out var consumed, out var code);
                return complete
                    ? consumed == 1024 && code == ErrorCode.None && header.Target.Port > 0
                    : consumed == 0 && (code == ErrorCode.None) == (received.Length < 1024);
            }
        );
    }

    /// <summary>A case of Vectors/legacy-headers.json.</summary>
    internal sealed record LegacyCase(string Name, string Hex, int PadTo, string Result, string? Id, string? Target, ulong? Connection, ulong? Stream)
    {
        public byte[] Bytes
        {
            get
            {
                var start = Vectors.Hex(Hex);
                return [.. start, .. new byte[Math.Max(0, PadTo - start.Length)]];
            }
        }
    }
}
