using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Pumps;

public sealed class TargetDialerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("127.0.0.1", 80, "127.0.0.1:80")]
    [InlineData("::1", 80, "[::1]:80")]
    [InlineData("/run/target.sock", 0, "/run/target.sock")]
    public async Task Resolve_OfALiteral_IsThatAddress(string host, int port, string expected)
    {
        var addresses = await TargetDialer.Default.ResolveAsync(new TargetAddress(host, port), Soon).InTime();

        Assert.Equal(expected, Assert.Single(addresses).ToString());
    }

    [Fact]
    public async Task Resolve_OfLocalhost_IsLoopback()
    {
        var addresses = await TargetDialer.Default.ResolveAsync(new TargetAddress("localhost", 80), Soon).InTime();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(((IPEndPoint)address).Address)));
    }

    [Theory]
    [InlineData("no such name", ErrorCode.TargetUnknown)]
    [InlineData("", ErrorCode.TargetMalformed)]
    public async Task Resolve_OfWhatIsNoName_SaysSo(string host, ErrorCode code)
    {
        var error = await Assert.ThrowsAsync<TargetDialException>(() => TargetDialer.Default.ResolveAsync(new TargetAddress(host, 80), Soon).AsTask().InTime());

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task Resolve_OfAnOverlongName_SaysMalformed()
    {
        var error = await Assert.ThrowsAsync<TargetDialException>(() =>
            TargetDialer.Default.ResolveAsync(new TargetAddress(new string('x', 300), 80), Soon).AsTask().InTime()
        );

        Assert.Equal(ErrorCode.TargetMalformed, error.Code);
    }

    [Fact]
    public async Task Dial_OfAListener_ConnectsWithoutDelay()
    {
        await using var target = new TcpTarget();

        using var socket = await TargetDialer.Default.DialAsync(new TargetAddress("127.0.0.1", target.EndPoint.Port), Soon).InTime();

        Assert.True(socket.Connected);
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task Dial_OfNobody_SaysRefused()
    {
        int port;
        await using (var gone = new TcpTarget())
            port = gone.EndPoint.Port;

        var error = await Assert.ThrowsAsync<TargetDialException>(() => TargetDialer.Default.DialAsync(new TargetAddress("127.0.0.1", port), Soon).InTime());

        Assert.Equal(ErrorCode.TargetRefused, error.Code);
        Assert.IsType<SocketException>(error.InnerException);
    }

    [Fact]
    public async Task Dial_OfSomebodySilent_TimesOut()
    {
        using var silent = new SilentTarget();

        var error = await Assert.ThrowsAsync<TargetDialException>(() =>
            TargetDialer.Default.DialAsync(new TargetAddress("127.0.0.1", silent.EndPoint.Port), TimeSpan.FromMilliseconds(300)).InTime()
        );

        Assert.Equal(ErrorCode.TargetTimeout, error.Code);
    }

    [Fact]
    public async Task Dial_WhoseFirstAddressIsSilent_DoesNotWaitForIt()
    {
        await using var target = new TcpTarget();
        using var silent = new SilentTarget(new IPEndPoint(IPAddress.IPv6Loopback, target.EndPoint.Port));

        // However long the timeout is.
        using var socket = await TestNames
            .Of(IPAddress.IPv6Loopback, IPAddress.Loopback)
            .DialAsync(new TargetAddress("two", target.EndPoint.Port), TimeSpan.FromMinutes(10))
            .InTime();

        Assert.Equal(target.EndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task Dial_WhoseFirstAddressRefuses_TriesTheNextAtOnce()
    {
        await using var target = new TcpTarget();
        var dialer = TestNames.By(_ => [IPAddress.IPv6Loopback, IPAddress.Loopback], new NameOptions { AttemptDelay = TimeSpan.FromMinutes(10) });

        using var socket = await dialer.DialAsync(new TargetAddress("two", target.EndPoint.Port), Soon).InTime();

        Assert.Equal(target.EndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task Dial_OfTwoThatBothAccept_ClosesTheOneThatLost()
    {
        await using var first = new TcpTarget(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await using var second = new TcpTarget(new IPEndPoint(IPAddress.Loopback, first.EndPoint.Port));

        using var socket = await TestNames
            .Of(IPAddress.IPv6Loopback, IPAddress.Loopback)
            .DialAsync(new TargetAddress("two", first.EndPoint.Port), Soon)
            .InTime();

        Assert.True(socket.Connected);
        var winner = ((IPEndPoint)socket.RemoteEndPoint!).AddressFamily == AddressFamily.InterNetworkV6 ? first : second;
        using var served = await winner.AcceptAsync();
        await served.SendAsync("hello");
        Assert.Equal("hello", await socket.ReadTextAsync(5));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, ErrorCode.TargetUnknown)]
    [InlineData(SocketError.TryAgain, ErrorCode.TargetNameFailed)]
    public async Task Dial_OfANameThatIsNotFound_SaysWhy(SocketError error, ErrorCode code)
    {
        var failure = await Assert.ThrowsAsync<TargetDialException>(() =>
            TestNames.By(_ => throw new SocketException((int)error)).DialAsync(new TargetAddress("a.example", 80), Soon).AsTask().InTime()
        );

        Assert.Equal(code, failure.Code);
        Assert.Contains("a.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_OfANameThatIsNotLookedUpInTime_SaysThat()
    {
        using var release = new ManualResetEventSlim();
        var dialer = TestNames.By(_ =>
        {
            release.Wait(Waiting.Patience);
            return [];
        });

        var failure = await Assert.ThrowsAsync<TargetDialException>(() =>
            dialer.DialAsync(new TargetAddress("a.example", 80), TimeSpan.FromMilliseconds(300)).AsTask().InTime()
        );
        release.Set();

        Assert.Equal(ErrorCode.TargetNameTimeout, failure.Code);
    }

    [Fact]
    public async Task Dial_OfSeveralAddressesInVain_TellsTheMostTellingReason()
    {
        int refusing;
        await using (var gone = new TcpTarget())
            refusing = gone.EndPoint.Port;
        var noRoute = IPAddress.Parse("127.255.255.255");

        var error = await Assert.ThrowsAsync<TargetDialException>(() =>
            TestNames.Of(IPAddress.Loopback, noRoute).DialAsync(new TargetAddress("two", refusing), Soon).AsTask().InTime()
        );

        Assert.Equal(ErrorCode.TargetRefused, error.Code);
    }

    [Fact]
    public async Task Dial_Cancelled_IsNotATimeout()
    {
        using var silent = new SilentTarget();
        using var cancellation = new CancellationTokenSource();
        var dialling = TargetDialer.Default.DialAsync(new TargetAddress("127.0.0.1", silent.EndPoint.Port), Soon, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling.InTime());
    }
}
