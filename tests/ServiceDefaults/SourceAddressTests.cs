using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Net;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Of_TwoAddresses_IsOneSourceWhereOneClientMayHaveBoth(string one, string other, bool same) =>
        Assert.Equal(same, SourceAddress.Of(new IPEndPoint(IPAddress.Parse(one), 1)) == SourceAddress.Of(new IPEndPoint(IPAddress.Parse(other), 2)));

    [Fact]
    public void ToString_OfEachKind_IsWhatPeopleRead()
    {
        Assert.Equal("192.0.2.1", SourceAddress.Of(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1)).ToString());
        Assert.Equal("2001:db8:1:2::/64", SourceAddress.Of(new IPEndPoint(IPAddress.Parse("2001:db8:1:2::1"), 1)).ToString());
        Assert.Equal("a Unix socket", SourceAddress.Of(new UnixDomainSocketEndPoint("/tmp/x")).ToString());
    }
}
