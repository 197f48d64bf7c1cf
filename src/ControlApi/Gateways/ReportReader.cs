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
    /// <summary>How far the store here may be behind what a gateway or another ControlApi has.</summary>
    internal static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(1);

    /// <summary>Where the other ControlApis learn of the reports; null when this one is alone.</summary>
    public GatewayLease? Lease { get; init; }

    /// <summary>True for reports to another ControlApi: that one keeps the ports, and its change may be ahead of what is known here.</summary>
    public bool IsFollowing { get; init; }

    public async Task RunAsync(IAsyncStreamReader<GatewayReport> reports, CancellationToken cancellationToken)
    {
        await foreach (var report in reports.ReadAllAsync(cancellationToken))
        {
            await TakeAsync(report, cancellationToken);
            Lease?.Take(report, await store.ReadAsync(cancellationToken));
            registry.Changed.Set();
        }
    }

    public async ValueTask TakeAsync(GatewayReport report, CancellationToken cancellationToken)
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
        if (!IsFollowing && assignment.Port == 0 && status != AssignmentStatus.Failed && report.Port is > 0 and <= 65535)
            revision = await KeepPortAsync(assignment, (int)report.Port, cancellationToken);
        gateway.Report(attachment, report.Id, new ReportedState(revision, status, (int)Math.Min(report.Port, 65535), PeerText.Clean(report.Reason)));
    }

    /// <summary>A port that was chosen once stays, whatever restarts. The gateway's answer then also is that to the new revision.</summary>
    private async Task<ulong> KeepPortAsync(Assignments.Assignment assignment, int port, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await store.PutAsync(
                assignment with
                {
                    Port = port,
                    Traceparent = null,
                },
                PutCondition.AtRevision(assignment.Revision),
                cancellationToken
            );
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

    /// <summary>Waits until the store here has what the reports speak of.</summary>
    /// <returns>False when it does not; a report on what is not known here is left out, as one on what is gone.</returns>
    public async ValueTask<bool> CatchUpAsync(IReadOnlyList<GatewayReport> reports, CancellationToken cancellationToken)
    {
        var revision = reports.Select(r => Math.Max(r.Assignment?.Revision ?? 0, r.Applied?.Revision ?? 0)).DefaultIfEmpty().Max();
        if (revision == 0 || (await store.ReadAsync(cancellationToken)).Revision >= revision)
            return true;
        using var due = new CancellationTokenSource(LongestLag, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await store.WaitForChangeAsync(revision - 1, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
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
