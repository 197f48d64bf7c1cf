using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;

namespace SocketWarp.QuicGateway.Tests.Admission;

public sealed class ClientGrantsTests
{
    private static readonly TargetAddress Db = new("db.internal", 5432);

    [Theory]
    [InlineData("443", 443, true)]
    [InlineData("443", 442, false)]
    [InlineData("20000-20100, 443", 20000, true)]
    [InlineData("20000-20100, 443", 20100, true)]
    [InlineData("20000-20100, 443", 20101, false)]
    [InlineData("1-65535", 0, false)]
    public void Ports_AllowWhatTheyName(string ports, int port, bool allowed)
    {
        var refusal = Read(new VerifiedAttributes(Ports: ports)).Refuse(port, Db);
        Assert.Equal(allowed, refusal is null);
        if (refusal is not null)
            Assert.Contains($"socketwarp.ports is \"{ports}\" and leaves out port {port}", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/8:*,db.internal:5432", "db.internal:5432", true)]
    [InlineData("10.0.0.0/8:*, db.internal:5432", "10.1.2.3:22", true)]
    [InlineData("10.0.0.0/8:*,db.internal:5432", "db.internal:22", false)]
    [InlineData("*", "unix:/run/x", true)]
    public void Targets_AllowWhatTheyName(string targets, string target, bool allowed)
    {
        Assert.True(TargetAddress.TryParse(target, out var address, out _));
        var refusal = Read(new VerifiedAttributes(Targets: targets)).Refuse(1, address);
        Assert.Equal(allowed, refusal is null);
        if (refusal is not null)
            Assert.Contains($"socketwarp.targets is \"{targets}\" and leaves out {target}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void NoAttributes_AllowEverything()
    {
        Assert.Same(ClientGrants.None, Read(VerifiedAttributes.None));
        Assert.Null(ClientGrants.None.Refuse(0, Db));
        Assert.Null(ClientGrants.None.MaxTunnels);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("443,", null, null)]
    [InlineData("0", null, null)]
    [InlineData("65536", null, null)]
    [InlineData("200-100", null, null)]
    [InlineData("1-2-3", null, null)]
    [InlineData("99999999999999", null, null)]
    [InlineData("http", null, null)]
    [InlineData(null, "", null)]
    [InlineData(null, "10.0.0.1/8:22", null)]
    [InlineData(null, "db:1,,db:2", null)]
    [InlineData(null, null, "")]
    [InlineData(null, null, "0")]
    [InlineData(null, null, "-1")]
    [InlineData(null, null, "many")]
    public void Malformed_NamesTheAttributeAndTheValue(string? ports, string? targets, string? maxTunnels)
    {
        Assert.False(ClientGrants.TryRead(new VerifiedAttributes(ports, targets, maxTunnels), out _, out var problem));
        var name =
            ports is not null ? "socketwarp.ports"
            : targets is not null ? "socketwarp.targets"
            : "socketwarp.max_tunnels";
        Assert.StartsWith($"client attribute {name} is \"{ports ?? targets ?? maxTunnels}\": ", problem, StringComparison.Ordinal);
    }

    private static ClientGrants Read(VerifiedAttributes attributes)
    {
        Assert.True(ClientGrants.TryRead(attributes, out var rules, out var problem), problem);
        return rules;
    }
}
