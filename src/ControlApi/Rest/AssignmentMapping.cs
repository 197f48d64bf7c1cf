using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Rest;

/// <summary>An assignment as callers of the API see it.</summary>
internal static class AssignmentMapping
{
    public static AssignmentView ToView(Assignment assignment, GatewayState? gateway)
    {
        var report = gateway?.ReportOn(assignment.Id);
        var answered = report is not null && report.Revision >= assignment.Revision;
        var figures = gateway?.FiguresOf(assignment.Id);
        var attached = gateway?.IsAttached == true;
        return new AssignmentView
        {
            Id = assignment.Id,
            Revision = assignment.Revision,
            Gateway = assignment.Gateway,
            Protocol = assignment.Protocol.ToString().ToLowerInvariant(),
            Port = assignment.Port == 0 && answered ? report!.Port : assignment.Port,
            ListenAddress = NullIfEmpty(assignment.ListenAddress),
            Uid = assignment.Uid,
            Target = assignment.Target,
            MaxVisitors = assignment.MaxVisitors,
            Description = NullIfEmpty(assignment.Description),
            State = answered && attached ? report!.Status : AssignmentStatus.Pending,
            Reason =
                !attached ? $"gateway \"{assignment.Gateway}\" is not attached"
                : answered ? NullIfEmpty(report!.Reason)
                : "the gateway has not answered yet",
            TargetProbe = attached && figures?.Target == assignment.Target ? figures.Probe : null,
            Counters = figures?.Counters,
        };
    }

    /// <summary>An assignment as it was stored once.</summary>
    /// <param name="now">What has its id today; null: nothing.</param>
    public static AssignmentView ToPastView(Assignment stored, Assignment? now) =>
        ToView(stored, null) with
        {
            Reason = now is null ? "it was removed since" : $"it was changed since, at revision {now.Revision}",
        };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
