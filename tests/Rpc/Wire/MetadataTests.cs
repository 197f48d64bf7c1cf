namespace SocketWarp.Rpc.Tests.Wire;

public sealed class MetadataTests
{
    [Fact]
    public void Add_Text_IsFoundInAnyCase()
    {
        var metadata = new RpcMetadata { { "Name", "first" }, { "name", "second" } };
        Assert.Equal("second", metadata.GetValue("NAME"));
        Assert.Equal(["name", "name"], metadata.Select(e => e.Key));
        Assert.Null(metadata.GetValue("other"));
        Assert.Null(metadata.GetBytes("other-bin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("000102FF")]
    public void Add_Bytes_RoundTrip(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var metadata = new RpcMetadata { { "key-bin", bytes } };
        Assert.Equal(bytes, metadata.GetBytes("key-bin"));
        Assert.DoesNotContain('=', metadata.GetValue("key-bin")!);
    }

    [Theory]
    [InlineData("AA", new byte[] { 0 })]
    [InlineData("AA==", new byte[] { 0 })]
    [InlineData("!", null)]
    [InlineData("A", null)]
    [InlineData("AA=A", null)]
    public void GetBytes_Received_TakesBase64WithOrWithoutPadding(string value, byte[]? expected)
    {
        var metadata = new RpcMetadata();
        metadata.AddReceived("key-bin", value);
        Assert.Equal(expected, metadata.GetBytes("key-bin"));
    }

    [Fact]
    public void AddReceived_JoinedBytes_AreTakenApart()
    {
        var metadata = new RpcMetadata();
        metadata.AddReceived("key-bin", "AA, AQ==");
        metadata.AddReceived("key", "a, b");
        metadata.AddReceived("grpc-status", "0");
        metadata.AddReceived(":path", "/");
        Assert.Equal(["AA", "AQ==", "a, b"], metadata.Select(e => e.Value));
    }

    [Theory]
    [InlineData("", "value")]
    [InlineData("with space", "value")]
    [InlineData("grpc-anything", "value")]
    [InlineData("Content-Type", "value")]
    [InlineData("te", "value")]
    [InlineData(":path", "value")]
    [InlineData("bytes-bin", "value")]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "ü")]
    public void Add_WhatCannotTravel_IsRefused(string key, string value)
    {
        var e = Assert.Throws<ArgumentException>(() => new RpcMetadata { { key, value } });
        Assert.DoesNotContain("line", e.Message);
    }

    [Fact]
    public void Add_BytesUnderATextKey_IsRefused() => Assert.Throws<ArgumentException>(() => new RpcMetadata { { "key", new byte[1] } });
}
