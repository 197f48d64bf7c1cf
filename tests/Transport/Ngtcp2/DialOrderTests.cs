using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Names;
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
    [InlineData(ErrorCode.TargetRefused, Failing.Silent, Failing.Refusing)]
    [InlineData(ErrorCode.TargetTimeout, Failing.Silent, Failing.WithoutARoute)]
    public async Task Dial_OfSeveralAddressesInVain_TellsTheMostTellingReason(ErrorCode code, Failing first, Failing second)
    {
        using var silent = new SilentTarget(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        EngineInternals.Relay(Engine).Dialer = TestNames.Of(Address(first), Address(second));
        await using var rig = await new TunnelRig { Target = Addresses.Of("two", silent.EndPoint.Port), DialTimeout = TimeSpan.FromSeconds(1) }.StartAsync(
            Engine,
            Credentials
        );

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var outcome = await rig.NextTargetOutcomeAsync();
        Assert.Equal((TunnelEnd.DialFailed, code), (outcome.End, (ErrorCode)outcome.Code));
    }

    [Theory]
    [InlineData(Failing.Refusing)]
    [InlineData(Failing.Silent)]
    [InlineData(Failing.WithoutARoute)]
    public async Task Dial_WhoseFirstAddressFails_ReachesTheSecondAtOnce(Failing first)
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        using var silent = new SilentTarget(new IPEndPoint(IPAddress.IPv6Loopback, target.EndPoint.Port));
        // Only one that says nothing is waited for, and that not for a share of the timeout.
        var options = new NameOptions { AttemptDelay = first == Failing.Silent ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromMinutes(10) };
        EngineInternals.Relay(Engine).Dialer = TestNames.By(_ => [Address(first), IPAddress.Loopback], options);
        await using var rig = await new TunnelRig { Target = Addresses.Of("two", target.EndPoint.Port), DialTimeout = TimeSpan.FromMinutes(10) }.StartAsync(
            Engine,
            Credentials
        );

        using var visitor = await rig.VisitAsync();
        await visitor.SendAsync("hello");

        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }

    [Fact]
    public async Task Visitors_ManyAtOnceOfOneName_CostOneLookup()
    {
        const int Visitors = 100;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        using var waiting = new CountdownEvent(Visitors);
        var asked = 0;
        EngineInternals.Relay(Engine).Dialer = TestNames.By(
            _ =>
            {
                // The resolver is as slow as it takes for all of them to come.
                Interlocked.Increment(ref asked);
                waiting.Wait(Waiting.Patience);
                return [IPAddress.Loopback];
            },
            new NameOptions { KeepAnswers = TimeSpan.FromMinutes(5) }
        );
        var rig = new TunnelRig { Target = Addresses.Of("one", target.EndPoint.Port) };
        rig.Take = () => waiting.IsSet || waiting.Signal() || true;
        await rig.StartAsync(Engine, Credentials);

        var visits = Enumerable
            .Range(0, Visitors)
            .Select(async _ =>
            {
                using var visitor = await rig.VisitAsync();
                await visitor.SendAsync("hello");
                Assert.Equal("hello", await visitor.ReadTextAsync(5));
            });
        await Task.WhenAll(visits).InTime();

        Assert.Equal(1, asked);
        await rig.DisposeAsync();
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, ErrorCode.TargetUnknown)]
    [InlineData(SocketError.TryAgain, ErrorCode.TargetNameFailed)]
    public async Task Dial_OfANameThatIsNotFound_SaysWhy(SocketError error, ErrorCode code)
    {
        EngineInternals.Relay(Engine).Dialer = TestNames.By(_ => throw new SocketException((int)error));
        await using var rig = await new TunnelRig { Target = Addresses.Of("a.example", 80) }.StartAsync(Engine, Credentials);

        // The second time it is known already.
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());
            Assert.Equal(code, (ErrorCode)(await rig.NextTargetOutcomeAsync()).Code);
        }
    }

    [Fact]
    public async Task Dial_OfANameThatIsNotLookedUpInTime_SaysThat()
    {
        using var release = new ManualResetEventSlim();
        EngineInternals.Relay(Engine).Dialer = TestNames.By(_ =>
        {
            release.Wait(Waiting.Patience);
            return [];
        });
        await using var rig = await new TunnelRig { Target = Addresses.Of("a.example", 80), DialTimeout = TimeSpan.FromMilliseconds(300) }.StartAsync(
            Engine,
            Credentials
        );

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());
        release.Set();

        Assert.Equal(ErrorCode.TargetNameTimeout, (ErrorCode)(await rig.NextTargetOutcomeAsync()).Code);
    }

    private static IPAddress Address(Failing failing) =>
        failing switch
        {
            Failing.Silent => IPAddress.IPv6Loopback,
            Failing.Refusing => IPAddress.Parse("127.77.0.1"),
            _ => IPAddress.Parse("127.255.255.255"),
        };
}
