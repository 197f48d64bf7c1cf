using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
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
        var addresses = await TargetDialer.ResolveAsync(new TargetAddress(host, port)).InTime();

        Assert.Equal(expected, Assert.Single(addresses).ToString());
    }

    [Fact]
    public async Task Resolve_OfLocalhost_IsLoopback()
    {
        var addresses = await TargetDialer.ResolveAsync(new TargetAddress("localhost", 80)).InTime();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(((IPEndPoint)address).Address)));
    }

    [Theory]
    [InlineData("no such name", ErrorCode.TargetUnknown)]
    [InlineData("", ErrorCode.TargetMalformed)]
    public async Task Resolve_OfWhatIsNoName_SaysSo(string host, ErrorCode code)
    {
        var error = await Assert.ThrowsAsync<TargetDialException>(() => TargetDialer.ResolveAsync(new TargetAddress(host, 80)).InTime());

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task Resolve_OfAnOverlongName_SaysMalformed()
    {
        var error = await Assert.ThrowsAsync<TargetDialException>(() => TargetDialer.ResolveAsync(new TargetAddress(new string('x', 300), 80)).InTime());

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

        var error = await Assert.ThrowsAsync<TargetDialException>(
            () => TargetDialer.Default.DialAsync(new TargetAddress("127.0.0.1", silent.EndPoint.Port), TimeSpan.FromMilliseconds(300)).InTime());

        Assert.Equal(ErrorCode.TargetTimeout, error.Code);
    }

    [Fact]
    public async Task Dial_WhoseFirstAddressIsSilent_ReachesTheSecondInTime()
    {
        using var silent = new SilentTarget();
        await using var target = new TcpTarget();

        using var socket = await TargetDialer.Default.DialAsync(new TargetAddress("two", 1), [silent.EndPoint, target.EndPoint], TimeSpan.FromSeconds(1), CancellationToken.None).InTime();

        Assert.Equal(target.EndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task Dial_OfSeveralAddressesInVain_TellsTheMostTellingReason()
    {
        IPEndPoint refusing;
        await using (var gone = new TcpTarget())
            refusing = gone.EndPoint;
        var noRoute = new IPEndPoint(IPAddress.Parse("127.255.255.255"), 9);

        var error = await Assert.ThrowsAsync<TargetDialException>(
            () => TargetDialer.Default.DialAsync(new TargetAddress("two", 1), [refusing, noRoute], Soon, CancellationToken.None).InTime());

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
