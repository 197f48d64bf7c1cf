using Grpc.Core;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>Takes a gateway's reports into its state, and the ports that it chose into the store.</summary>
internal sealed partial class ReportReader(
    IAssignmentStore store,
    GatewayRegistry registry,
    GatewayState gateway,
    GatewayAttachment attachment,
    TimeProvider time,
    ILogger logger
)
{
    public async Task RunAsync(IAsyncStreamReader<GatewayReport> reports, CancellationToken cancellationToken)
    {
        await foreach (var report in reports.ReadAllAsync(cancellationToken))
        {
            await TakeAsync(report, cancellationToken);
            registry.Changed.Set();
        }
    }

    private async ValueTask TakeAsync(GatewayReport report, CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        switch (report.KindCase)
        {
            case GatewayReport.KindOneofCase.Assignment:
                await TakeAsync(report.Assignment, table, cancellationToken);
                break;
            case GatewayReport.KindOneofCase.Session when SessionReader.Read(report.Session, attachment, time.GetUtcNow()) is { } session:
                gateway.Report(attachment, session);
                break;
            case GatewayReport.KindOneofCase.Counters:
                foreach (var counters in report.Counters.Assignments.Where(c => table.Find(c.Id)?.Gateway == gateway.Id))
                    gateway.Report(attachment, counters.Id, CounterReader.Read(counters));
                break;
            case GatewayReport.KindOneofCase.Applied:
                gateway.Applied(attachment, report.Applied.Revision, table);
                break;
        }
    }

    private async ValueTask TakeAsync(AssignmentReport report, AssignmentTable table, CancellationToken cancellationToken)
    {
        // The assignment is gone, belongs to another gateway or has changed since: a report on its present state will follow.
        if (table.Find(report.Id) is not { } assignment || assignment.Gateway != gateway.Id || assignment.Revision != report.Revision)
            return;
        if (StatusOf(report.State) is not { } status)
            return;
        var revision = assignment.Revision;
        if (assignment.Port == 0 && status != AssignmentStatus.Failed && report.Port is > 0 and <= 65535)
            revision = await KeepPortAsync(assignment, (int)report.Port, cancellationToken);
        gateway.Report(attachment, report.Id, new ReportedState(revision, status, (int)Math.Min(report.Port, 65535), PeerText.Clean(report.Reason)));
    }

    /// <summary>A port that was chosen once stays, whatever restarts. The gateway's answer then also is that to the new revision.</summary>
    private async Task<ulong> KeepPortAsync(Assignments.Assignment assignment, int port, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await store.PutAsync(assignment with { Port = port }, PutCondition.AtRevision(assignment.Revision), cancellationToken);
            if (outcome.Status == StoreStatus.Changed)
                return outcome.Assignment!.Revision;
            Log.PortNotKept(logger, port, assignment.Id, gateway.Id, outcome.Status.ToString());
        }
        catch (StoreUnavailableException e)
        {
            Log.PortNotKept(logger, port, assignment.Id, gateway.Id, e.Message);
        }

        return assignment.Revision;
    }

    private static AssignmentStatus? StatusOf(AssignmentState state) =>
        state switch
        {
            AssignmentState.Listening => AssignmentStatus.Listening,
            AssignmentState.Waiting => AssignmentStatus.Waiting,
            AssignmentState.Failed => AssignmentStatus.Failed,
            _ => null,
        };

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Port {Port}, which gateway {Gateway} chose for assignment {Assignment}, could not be stored: {Reason}",
            EventName = "PortNotKept"
        )]
        public static partial void PortNotKept(ILogger logger, int port, string assignment, string gateway, string reason);
    }
}
