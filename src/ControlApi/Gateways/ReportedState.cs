using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>What a gateway last said about an assignment.</summary>
/// <param name="Revision">The assignment's revision that it speaks of.</param>
/// <param name="Port">What is bound; 0 for none.</param>
internal sealed record ReportedState(ulong Revision, AssignmentStatus Status, int Port, string Reason);
