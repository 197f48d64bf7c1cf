using System.Text;
using Google.Protobuf;
using Grpc.Core;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Gateways;

/// <summary>
/// Clients of the gateways' listener that stop in the middle of a call, or between two. What they do before the first one is tested with that of operators.
/// </summary>
public sealed class CallLimitTests
{
    private const int Room = 8;
    private const string Soon = "500ms";
    private const string Never = "5m";

    // SETTINGS_MAX_CONCURRENT_STREAMS, 10.
    private const string TenCallsAtOnce = "\0\u0003\0\0\0\u000a";

    [Fact]
    public async Task Connection_WithoutAnotherCall_EndsAfterIdleTimeout()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:IdleTimeout", Soon), ("Api:HeaderTimeout", Never), ("Control:PingAfter", Never));

        using var silent = await SilentClients.ConnectAsync(host.Addresses.Control!, 1, CallBytes.Preface + CallBytes.Whole(CallBytes.Check));

        await silent.EndedAsync(1);
        var answer = await silent.Ends[0];
        Assert.Contains(TenCallsAtOnce, answer, StringComparison.Ordinal);
        Assert.Contains("grpc-status\u00010", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutTokenWhoseMessageDoesNotCome_EndsAfterBodyTimeout()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:BodyTimeout", Soon), ("Api:IdleTimeout", Soon), ("Control:PingAfter", Never));

        using var silent = await SilentClients.ConnectAsync(host.Addresses.Control!, 1, CallBytes.Preface + CallBytes.Begin(CallBytes.Check));

        await silent.EndedAsync(1);
        Assert.Contains(Uri.EscapeDataString("the body did not come within 500ms"), await silent.Ends[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_WhoseFirstMessageDoesNotCome_EndsAfterAttachTimeout()
    {
        await using var host = await ControlApiHost.StartAsync(("Control:AttachTimeout", Soon));
        using var channel = host.Channel(host.GatewayToken);
        using var call = new GatewayControl.GatewayControlClient(channel).Attach();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).InTime());

        Assert.Equal((StatusCode.DeadlineExceeded, "no AttachGateway within 500ms: send it first"), (failure.StatusCode, failure.Status.Detail));
    }

    /// <summary>A few bytes could be unpacked to any number of them.</summary>
    [Fact]
    public async Task Message_Compressed_IsRefused()
    {
        await using var host = await ControlApiHost.StartAsync();
        using var channel = host.Channel(host.GatewayToken);
        using var call = new GatewayControl.GatewayControlClient(channel).Attach(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        await call.RequestStream.WriteAsync(new GatewayReport { Attach = new AttachGateway() });

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).InTime());

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Theory]
    [InlineData("Api:MaxConnections")]
    [InlineData("Api:MaxConnectionsPerAddress")]
    public async Task Listener_FullOfCallsWithoutAToken_TakesTheNextGateway(string limit)
    {
        await using var host = await ControlApiHost.StartAsync((limit, $"{Room}"), ("Control:PingAfter", Never));
        using var watching = await SilentClients.ConnectAsync(host.Addresses.Control!, Room + 1, CallBytes.Preface + CallBytes.Whole(CallBytes.Watch));
        await watching.EndedAsync(1);

        await using var gateway = await host.AttachAsync();

        Assert.NotNull((await gateway.ReadAsync()).Snapshot);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Gateway_ThatAnswersNoPing_IsDetached()
    {
        await using var host = await ControlApiHost.StartAsync(("Control:PingAfter", "1s"), ("Control:PingTimeout", "1s"), ("Api:IdleTimeout", Never));
        var hello = Encoding.Latin1.GetString(new GatewayReport { Attach = new AttachGateway { GatewayId = "silent" } }.ToByteArray());

        using var silent = await SilentClients.ConnectAsync(
            host.Addresses.Control!,
            1,
            CallBytes.Preface + CallBytes.Open(CallBytes.Attach, host.GatewayToken, hello)
        );

        await host.UntilAsync(() => host.Control.ListGatewaysAsync(), all => all is [{ Id: "silent", Attached: true }]);
        await host.UntilAsync(() => host.Control.ListGatewaysAsync(), all => all is [{ Id: "silent", Attached: false }]);
        await silent.EndedAsync(1);
    }
}
