using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

/// <summary>What the API says about itself, gateways, connectors and ports.</summary>
/// <param name="Json">All of it as one document, each part in the API's own words.</param>
internal sealed record StatusReport(
    HealthView Health,
    IReadOnlyList<GatewayView> Gateways,
    IReadOnlyList<ConnectorView> Connectors,
    IReadOnlyList<AssignmentView> Assignments,
    string Json
);
