using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>Serves <c>GatewayControl.Attach</c>: the gateway says who it is, then updates go down and reports up until one side ends.</summary>
internal sealed partial class GatewayControlService(
    IAssignmentStore store,
    GatewayRegistry registry,
    IOptions<ControlSettings> settings,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<GatewayControlService> logger,
    GatewayLeases leases
) : GatewayControl.GatewayControlBase
{
    public override async Task Attach(
        IAsyncStreamReader<GatewayReport> requestStream,
        IServerStreamWriter<ControlUpdate> responseStream,
        ServerCallContext context
    )
    {
        var hello = await ReadHelloAsync(requestStream, context.CancellationToken);
        await RefuseIfBehindAsync(hello, context.CancellationToken);
        var gateway = registry.Of(hello.GatewayId);
        var connection = context.GetHttpContext().Connection;
        hello.RemoteAddress = connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort).ToString() : "";
        using var attachment = new GatewayAttachment(hello, Guid.NewGuid().ToString("N"));
        gateway.Attach(attachment);
        registry.Changed.Set();
        Log.Attached(logger, gateway.Id, attachment.Remote ?? "a Unix socket", attachment.Software);
        var why = "it is gone";
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, attachment.Replaced, lifetime.ApplicationStopping);
            var lease = leases.IsUsed ? new GatewayLease(leases, gateway.Id, attachment, time, logger) : null;
            lease?.Take(new GatewayReport { Attach = hello }, await store.ReadAsync(ending.Token));
            var sharing = lease?.RunAsync(ending.Token) ?? Task.CompletedTask;
            try
            {
                var reader = new ReportReader(store, registry, gateway, attachment, time, logger) { Lease = lease };
                var feed = new UpdateFeed(store, gateway.Id);
                await BothAsync(feed.RunAsync(responseStream, ending.Token), reader.RunAsync(requestStream, ending.Token), ending);
            }
            finally
            {
                await ending.CancelAsync();
                await sharing;
            }
        }
        catch (OperationCanceledException) when (attachment.Replaced.IsCancellationRequested)
        {
            why = "it attached again";
            throw new RpcException(new Status(StatusCode.Aborted, $"gateway \"{gateway.Id}\" attached again; only its last attachment counts"));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            why = "we are stopping";
            throw Stopping();
        }
        finally
        {
            gateway.Detach(attachment);
            registry.Changed.Set();
            Log.Detached(logger, gateway.Id, why);
        }
    }

    /// <summary>Runs both until one ends, then ends the other; the first one's reason counts.</summary>
    private static async Task BothAsync(Task sending, Task reading, CancellationTokenSource ending)
    {
        var first = await Task.WhenAny(sending, reading);
        await ending.CancelAsync();
        await Task.WhenAll(sending, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task<AttachGateway> ReadHelloAsync(IAsyncStreamReader<GatewayReport> reports, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.Value.AttachTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, lifetime.ApplicationStopping);
        try
        {
            if (await reports.MoveNext(either.Token))
                return Check(reports.Current);
            throw new RpcException(new Status(StatusCode.InvalidArgument, "the call ended without AttachGateway: send it first"));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Stopping();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(StatusCode.DeadlineExceeded, $"no AttachGateway within {DurationText.Format(settings.Value.AttachTimeout)}: send it first")
            );
        }
    }

    /// <summary>A ControlApi that is cut off from its store must not take a gateway back to what was; another one may know better.</summary>
    private async Task RefuseIfBehindAsync(AttachGateway hello, CancellationToken cancellationToken)
    {
        using var due = new CancellationTokenSource(ReportReader.LongestLag, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            if (hello.AppliedRevision > 0)
                await store.WaitForChangeAsync(hello.AppliedRevision - 1, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var now = (await store.ReadAsync(cancellationToken)).Revision;
            throw new RpcException(
                new Status(StatusCode.FailedPrecondition, $"this ControlApi is at revision {now}, behind the gateway's {hello.AppliedRevision}")
            );
        }
    }

    private static RpcException Stopping() => new(new Status(StatusCode.Unavailable, "the ControlApi is stopping"));

    private AttachGateway Check(GatewayReport report)
    {
        if (report.KindCase != GatewayReport.KindOneofCase.Attach)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the first message is {report.KindCase}: send AttachGateway first"));
        if (!ControlContract.IsId(report.Attach.GatewayId))
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"gateway_id is {PeerText.Quote(report.Attach.GatewayId)}: {ControlContract.IdFix}"));
        if (registry.IsFull(report.Attach.GatewayId))
            throw new RpcException(
                new Status(
                    StatusCode.ResourceExhausted,
                    $"{settings.Value.MaxGateways} gateways have attached, the limit: raise {ControlSettings.Section}:{nameof(ControlSettings.MaxGateways)}"
                )
            );
        return report.Attach;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Gateway {Gateway} attached from {Remote}, software {Software}", EventName = "GatewayAttached")]
        public static partial void Attached(ILogger logger, string gateway, string remote, string software);

        [LoggerMessage(2, LogLevel.Information, "Gateway {Gateway} detached: {Reason}", EventName = "GatewayDetached")]
        public static partial void Detached(ILogger logger, string gateway, string reason);
    }
}
