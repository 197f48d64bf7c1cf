using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>What came out of judging one peer: a uid, or a refusal.</summary>
/// <param name="Control">Null on the legacy wire, and where the peer never opened it.</param>
/// <param name="Hello">Empty on the legacy wire.</param>
internal sealed record Admission(AdmissionDecision Decision, ControlStream? Control, Hello Hello);
