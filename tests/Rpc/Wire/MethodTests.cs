using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Wire;

public sealed class MethodTests
{
    [Fact]
    public void Path_OfMethod_IsServiceAndName() => Assert.Equal("/rpc.test.Demo/Echo", Demo.Echo.Path);

    [Theory]
    [InlineData("", "Echo")]
    [InlineData("a/b", "Echo")]
    [InlineData("a.B", "Ec{ho}")]
    public void Create_WithOtherThanProtobufNames_IsRefused(string service, string name) =>
        Assert.Throws<ArgumentException>(() => RpcMethod.Unary<Google.Protobuf.WellKnownTypes.Empty, Google.Protobuf.WellKnownTypes.Empty>(service, name));
}
