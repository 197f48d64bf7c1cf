using System.Buffers;
using System.Text;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Tests.Sessions;

/// <summary>The connector with an imitation of socket-warp 1.3's listener: hq-29 only, a stream and a header for each visitor.</summary>
public sealed class LegacyGatewayTests : IAsyncLifetime
{
    private readonly TestFiles _files = new();
    private readonly TcpTarget _target = new(serve: TcpTarget.EchoAsync);
    private RawGateway _listener = null!;
    private RunningConnector _connector = null!;
    private ITransportSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _listener = await RawGateway.StartAsync(_files, 0, WireProtocols.Legacy);
        _connector = await RunningConnector.StartAsync(_files, "inside", _listener.Address, settings => settings.Targets = [_target.EndPoint.ToString()]);
        _session = await _listener.AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync();
        await _listener.DisposeAsync();
        await _target.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task HeaderAndBytes_ReachTheTarget_AndItsBytesComeBackRaw()
    {
        await _connector.WaitUpAsync();
        Assert.Equal(WireProtocols.Legacy, _connector.Status.Session?.Protocol);
        await using var stream = await OpenAsync($"3-0|{_target.EndPoint}");
        await stream.Output.WriteAsync("hello"u8.ToArray());
        var read = await stream.Input.ReadAtLeastAsync(5).InTime();
        Assert.Equal("hello", Encoding.ASCII.GetString(read.Buffer.ToArray()));
    }

    [Fact]
    public async Task HalfClose_KeepsTheOtherDirection()
    {
        await using var stream = await OpenAsync($"3-0|{_target.EndPoint}");
        await stream.Output.WriteAsync("hello"u8.ToArray());
        await stream.Output.CompleteAsync();
        var received = new MemoryStream();
        await stream.Input.CopyToAsync(received).InTime();
        Assert.Equal("hello", Encoding.ASCII.GetString(received.ToArray()));
    }

    [Theory]
    [InlineData("3-0|elsewhere:1", ErrorCode.TargetForbidden)]
    [InlineData("no bar", ErrorCode.BadFrame)]
    [InlineData("3-0|nonsense", ErrorCode.TargetMalformed)]
    public async Task HeaderThatCannotBeServed_IsReset_AndTheSessionGoesOn(string header, ErrorCode expected)
    {
        await using var stream = await OpenAsync(header);
        var reset = await Assert.ThrowsAsync<StreamResetException>(() => stream.Input.ReadAsync().InTime());
        Assert.Equal((ulong)expected, reset.Code);
        await using var good = await OpenAsync($"3-1|{_target.EndPoint}");
        await good.Output.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, (await good.Input.ReadAtLeastAsync(1).InTime()).Buffer.Length);
    }

    [Fact]
    public async Task Stop_ClosesTheSession()
    {
        await _connector.WaitUpAsync();
        await _connector.StopAsync();
        Assert.Equal((ulong)ErrorCode.ShuttingDown, (await _session.Closed.InTime()).Code);
    }

    private async Task<ITransportStream> OpenAsync(string header)
    {
        var stream = await _session.OpenStreamAsync().InTime();
        var bytes = new byte[ProtocolLimits.LegacyHeader];
        Encoding.ASCII.GetBytes(header, bytes);
        await stream.Output.WriteAsync(bytes);
        return stream;
    }
}
