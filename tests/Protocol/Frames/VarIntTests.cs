using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class VarIntTests
{
    // RFC 9000 appendix A.1.
    [Theory]
    [InlineData("c2197c5eff14e88c", 151_288_809_941_952_652)]
    [InlineData("9d7f3e7d", 494_878_333)]
    [InlineData("7bbd", 15_293)]
    [InlineData("25", 37)]
    [InlineData("4025", 37)]
    public void Read_OfSamplesOfTheRfc_GivesTheirValues(string hex, ulong expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(bytes.Length, VarInt.Read(bytes, out var value));
        Assert.Equal(expected, value);
        Assert.Equal(0, VarInt.Read(bytes.AsSpan(0, bytes.Length - 1), out _));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 4)]
    [InlineData((1UL << 30) - 1, 4)]
    [InlineData(1UL << 30, 8)]
    [InlineData((1UL << 62) - 1, 8)]
    public void Write_AtEachEdge_TakesTheFewestBytes(ulong value, int length)
    {
        var bytes = new byte[8];
        Assert.Equal(length, VarInt.Write(bytes, value));
        Assert.Equal(length, VarInt.Read(bytes, out var read));
        Assert.Equal(value, read);
    }

    [Fact]
    public void Write_OfMoreThan62Bits_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => VarInt.Write(new byte[8], 1UL << 62));

    [Fact]
    public void AnyValue_WrittenAndRead_IsTheSame() =>
        Always.Holds<ulong>(n =>
        {
            var bytes = new byte[8];
            var value = n & VarInt.MaxValue;
            return VarInt.Write(bytes, value) == VarInt.Read(bytes, out var read) && read == value;
        });
}
