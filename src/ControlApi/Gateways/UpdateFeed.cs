using Grpc.Core;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Control;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>
/// Tells one gateway its assignments: a snapshot, then what changed. Each message is made from the store when the gateway has taken the one
/// before, so a slow gateway costs one message of memory, gets many changes in one, and delays nobody.
/// </summary>
internal sealed class UpdateFeed(IAssignmentStore store, string gateway)
{
    public async Task RunAsync(IServerStreamWriter<ControlUpdate> updates, CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        await updates.WriteAsync(Snapshot(table), cancellationToken);
        for (var sent = table.Revision; ; sent = table.Revision)
        {
            await store.WaitForChangeAsync(sent, cancellationToken);
            table = await store.ReadAsync(cancellationToken);
            var changes = table.ChangesSince(sent, gateway);
            if (changes is null)
                await updates.WriteAsync(Snapshot(table), cancellationToken);
            else if (!changes.IsEmpty)
                await updates.WriteAsync(Delta(changes), cancellationToken);
        }
    }

    private ControlUpdate Snapshot(AssignmentTable table) =>
        new()
        {
            Snapshot = new Snapshot { Revision = table.Revision, Assignments = { table.All.Where(a => a.Gateway == gateway).Select(ToMessage) } },
        };

    private static ControlUpdate Delta(AssignmentChanges changes) =>
        new()
        {
            Delta = new Delta
            {
                Revision = changes.Revision,
                Upserts = { changes.Upserts.Select(ToTracedMessage) },
                Removals = { changes.Removals },
            },
        };

    /// <summary>A gateway that is told all again is no part of what the requests of old did.</summary>
    private static Protocol.Control.Assignment ToTracedMessage(Assignments.Assignment assignment)
    {
        var message = ToMessage(assignment);
        message.Traceparent = assignment.Traceparent ?? "";
        return message;
    }

    private static Protocol.Control.Assignment ToMessage(Assignments.Assignment assignment) =>
        new()
        {
            Id = assignment.Id,
            Revision = assignment.Revision,
            Protocol = assignment.Protocol == AssignedProtocol.Udp ? AssignmentProtocol.Udp : AssignmentProtocol.Tcp,
            Port = (uint)assignment.Port,
            ListenAddress = assignment.ListenAddress,
            Uid = assignment.Uid,
            Target = assignment.Target,
            MaxVisitors = (uint)assignment.MaxVisitors,
        };
}
