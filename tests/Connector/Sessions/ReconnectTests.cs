using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Base;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests.Sessions;

public sealed class ReconnectTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(ErrorCode.DuplicateUid)]
    [InlineData(ErrorCode.NotAdmitted)]
    public async Task FirstAnswerIsARefusal_EndsTheProcessWithItsCode(ErrorCode code)
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(_files, "inside", gateway.Address);
        var ending = connector.Ending;
        var (session, control, _) = await gateway.GreetAsync();
        await RawGateway.RefuseAsync(control, code, "not you");
        await session.Closed.InTime();
        await ending;
        var failure = Assert.IsType<RefusedException>(connector.Failure);
        Assert.Equal(ExitCodes.Refused, failure.ExitCode);
        Assert.Contains("not you", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstAnswerIsACloseWithoutRefused_EndsTheProcessToo()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(_files, "inside", gateway.Address);
        var ending = connector.Ending;
        var (session, _, _) = await gateway.GreetAsync();
        await session.CloseAsync((ulong)ErrorCode.NotAdmitted, "no");
        await ending;
        Assert.IsType<RefusedException>(connector.Failure);
    }

    [Fact]
    public async Task FirstAnswerIsARefusal_WhenToldToKeepTrying_TriesAgain()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(
            _files,
            "inside",
            gateway.Address,
            settings => (settings.Reconnect.KeepTryingWhenRefused, settings.Reconnect.RefusedDelay) = (true, TimeSpan.FromMilliseconds(20))
        );
        var (session, _, _) = await gateway.GreetAsync();
        await session.CloseAsync((ulong)ErrorCode.DuplicateUid, "in use");
        await gateway.AdmitAsync();
        await connector.WaitUpAsync();
    }

    [Theory]
    [InlineData(ErrorCode.VerifyUnavailable)]
    [InlineData(ErrorCode.LimitReached)]
    [InlineData(ErrorCode.ShuttingDown)]
    public async Task GatewayCannotTakeUsNow_TriesAgain(ErrorCode code)
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(_files, "inside", gateway.Address);
        var (session, _, _) = await gateway.GreetAsync();
        await session.CloseAsync((ulong)code, "later");
        await gateway.AdmitAsync();
        await connector.WaitUpAsync();
    }

    [Fact]
    public async Task NoWelcome_TriesAgain()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(
            _files,
            "inside",
            gateway.Address,
            settings => settings.Reconnect.WelcomeTimeout = TimeSpan.FromSeconds(2)
        );
        await gateway.GreetAsync();
        await gateway.AdmitAsync();
        await connector.WaitUpAsync();
    }

    [Fact]
    public async Task GatewayIsAwayAtStart_KeepsTrying_AndIsInSoonAfterItComes()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.Client.LocalEndPoint!).Port;
        await using var connector = await RunningConnector.StartAsync(_files, "inside", $"127.0.0.1:{port}");
        await silent.ReceiveAsync().InTime();
        silent.Dispose();
        await using var gateway = await RawGateway.StartAsync(_files, port);
        var watch = Stopwatch.StartNew();
        await gateway.AdmitAsync();
        await connector.WaitUpAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task FirstGatewayIsAway_SecondIsTaken_AndTheFirstWhenTheSecondFalls()
    {
        int away;
        await using (var probe = await RawGateway.StartAsync(_files))
            away = probe.Port;
        await using var second = await RawGateway.StartAsync(_files);
        await using var connector = await RunningConnector.StartAsync(
            _files,
            "inside",
            $"127.0.0.1:{away}",
            settings => settings.Gateways = [$"127.0.0.1:{away}", second.Address]
        );
        var (session, _) = await second.AdmitAsync();
        await connector.WaitUpAsync();
        Assert.Equal(second.Address, connector.Status.Session?.Gateway);

        await using var first = await RawGateway.StartAsync(_files, away);
        await session.CloseAsync((ulong)ErrorCode.ShuttingDown, "bye");
        await first.AdmitAsync();
        await connector.WaitUpAsync();
        Assert.Equal(first.Address, connector.Status.Session?.Gateway);
    }

    [Fact]
    public async Task GatewaysCertificateIsOfAnotherAuthority_EndsTheProcess()
    {
        using var strangers = new TestFiles();
        await using var gateway = await RawGateway.StartAsync(strangers);
        await using var connector = await RunningConnector.StartAsync(_files, "inside", gateway.Address);
        await connector.Ending;
        Assert.Contains("certificate", Assert.IsType<RefusedException>(connector.Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacyGateway_ClosesLater_IsDialledAgain()
    {
        await using var gateway = await RawGateway.StartAsync(_files, 0, WireProtocols.Legacy);
        await using var connector = await RunningConnector.StartAsync(
            _files,
            "inside",
            gateway.Address,
            settings => settings.Reconnect.LegacySettleTime = TimeSpan.Zero
        );
        await (await gateway.AcceptAsync()).CloseAsync(0, "");
        Assert.Equal(WireProtocols.Legacy, (await gateway.AcceptAsync()).Protocol);
    }
}
