using System.Net;
using System.Runtime.Versioning;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Targets with several addresses, dialled by the loop. What the pumps do with them is in TargetDialerTests.</summary>
[SupportedOSPlatform("linux")]
public sealed class DialOrderTests() : EngineTests(EngineKind.Ngtcp2)
{
    public enum Failing
    {
        Refusing,
        Silent,
        WithoutARoute,
    }

    [Theory]
    [InlineData(ErrorCode.TargetRefused, Failing.Refusing, Failing.WithoutARoute)]
    [InlineData(ErrorCode.TargetRefused, Failing.WithoutARoute, Failing.Refusing)]
    [InlineData(ErrorCode.TargetRefused, Failing.Refusing, Failing.Silent)]
    [InlineData(ErrorCode.TargetTimeout, Failing.Silent, Failing.WithoutARoute)]
    public async Task Dial_OfSeveralAddressesInVain_TellsTheMostTellingReason(ErrorCode code, Failing first, Failing second)
    {
        using var silent = new SilentTarget();
        var addresses = await Task.WhenAll(AddressAsync(first, silent), AddressAsync(second, silent));
        EngineInternals.Relay(Engine).Resolve = (_, _) => new ValueTask<EndPoint[]>(addresses);
        await using var rig = await new TunnelRig { Target = Addresses.Of("two", 1), DialTimeout = TimeSpan.FromSeconds(1) }.StartAsync(Engine, Credentials);

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var outcome = await rig.NextTargetOutcomeAsync();
        Assert.Equal((TunnelEnd.DialFailed, code), (outcome.End, (ErrorCode)outcome.Code));
    }

    [Theory]
    [InlineData(Failing.Refusing)]
    [InlineData(Failing.Silent)]
    [InlineData(Failing.WithoutARoute)]
    public async Task Dial_WhoseFirstAddressFails_ReachesTheSecond(Failing first)
    {
        using var silent = new SilentTarget();
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        EndPoint[] addresses = [await AddressAsync(first, silent), target.EndPoint];
        EngineInternals.Relay(Engine).Resolve = (_, _) => new ValueTask<EndPoint[]>(addresses);
        await using var rig = await new TunnelRig { Target = Addresses.Of("two", 1), DialTimeout = TimeSpan.FromSeconds(1) }.StartAsync(Engine, Credentials);

        using var visitor = await rig.VisitAsync();
        await visitor.SendAsync("hello");

        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }

    private static async Task<EndPoint> AddressAsync(Failing failing, SilentTarget silent)
    {
        if (failing == Failing.Silent)
            return silent.EndPoint;
        if (failing == Failing.WithoutARoute)
            return new IPEndPoint(IPAddress.Parse("127.255.255.255"), 9);
        await using var gone = new TcpTarget();
        return gone.EndPoint;
    }
}
