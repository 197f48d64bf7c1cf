using SocketWarp.Pki.Scep;

namespace SocketWarp.TestSupport;

/// <summary>A request for a certificate.</summary>
/// <param name="HadSecret">Whether it came with a challenge password.</param>
public sealed record ScepSeen(ScepMessageType Type, string Transaction, bool HadSecret, DateTimeOffset At);
