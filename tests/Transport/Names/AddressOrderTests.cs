using System.Net;
using SocketWarp.Base.Net;

namespace SocketWarp.Transport.Tests.Names;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("::1", "::1")]
    [InlineData("::1 1.0.0.1", "::1 1.0.0.1")]
    [InlineData("::1 ::2 ::3 1.0.0.1", "::1 1.0.0.1 ::2 ::3")]
    [InlineData("1.0.0.1 1.0.0.2 ::1 ::2 ::3", "1.0.0.1 ::1 1.0.0.2 ::2 ::3")]
    public void Interleave_OfAnyList_TakesTheFamiliesByTurns(string given, string expected)
    {
        var addresses = given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray();

        Assert.Equal(expected, string.Join(' ', AddressOrder.Interleave(addresses).Select(a => a.ToString())));
    }
}
