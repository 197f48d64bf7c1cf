namespace SocketWarp.ControlApi.Gateways;

/// <summary>A gateway at one moment.</summary>
/// <param name="Last">Its attachment, or the last one when it is not attached.</param>
/// <param name="Since">When it attached or went away.</param>
internal sealed record GatewaySnapshot(
    string Id,
    bool Attached,
    GatewayAttachment? Last,
    DateTimeOffset Since,
    ulong AppliedRevision,
    IReadOnlyList<ReportedSession> Sessions
);
