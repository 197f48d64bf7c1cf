using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Why a peer gets no session.</summary>
/// <param name="Reason">One line; the peer gets to read it too.</param>
internal sealed record Refusal(ErrorCode Code, string Reason);
