using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>The outcome of one peer's admission: a uid, or a refusal.</summary>
/// <param name="Control">Null on the legacy wire, and where the peer never opened it.</param>
/// <param name="Hello">Empty on the legacy wire.</param>
internal sealed record Admission(AdmissionDecision Decision, ControlStream? Control, Hello Hello);
