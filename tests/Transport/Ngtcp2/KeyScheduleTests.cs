using SocketWarp.Transport.Ngtcp2.Protection;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>RFC 9001 appendix A.1: the keys of a client's Initial secret follow the rules of all others.</summary>
public sealed class KeyScheduleTests
{
    private static readonly byte[] Secret = Convert.FromHexString("c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");

    [Fact]
    public void Keys_OfTheSpecificationsSecret_AreTheSpecifications()
    {
        byte[] key = new byte[KeySchedule.KeyLength],
            iv = new byte[KeySchedule.IvLength],
            header = new byte[KeySchedule.KeyLength];

        KeySchedule.Key(Secret, key);
        KeySchedule.Iv(Secret, iv);
        KeySchedule.HeaderKey(Secret, header);

        Assert.Equal("1F369613DD76D5467730EFCBE3B1A22D", Convert.ToHexString(key));
        Assert.Equal("FA044B2F42A3FD3B46FB255C", Convert.ToHexString(iv));
        Assert.Equal("9F50449E04A0E810283A1E9933ADEDD2", Convert.ToHexString(header));
    }
}
