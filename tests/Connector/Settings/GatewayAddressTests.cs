using SocketWarp.Connector.Settings;

namespace SocketWarp.Connector.Tests.Settings;

public sealed class GatewayAddressTests
{
    [Theory]
    [InlineData("gateway.example.com:11443", "gateway.example.com", 11443)]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void Address_IsRead(string text, string host, int port)
    {
        Assert.True(GatewayAddress.TryParse(text, out var address));
        Assert.Equal(new GatewayAddress(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("gateway")]
    [InlineData("gateway:0")]
    [InlineData("gateway:65536")]
    [InlineData(":11443")]
    [InlineData("::1:11443")]
    [InlineData("unix:/run/gateway")]
    [InlineData("two words:1")]
    public void SomethingElse_IsNot(string? text) => Assert.False(GatewayAddress.TryParse(text, out _));
}
