namespace SocketWarp.Transport.Sessions;

/// <summary>A snapshot of one session's path; zero where the engine cannot tell.</summary>
/// <param name="SmoothedRoundTrip">RFC 9002 section 5.3.</param>
/// <param name="CongestionWindow">Bytes.</param>
/// <param name="BytesInFlight">Bytes.</param>
/// <param name="DatagramPayload">Largest UDP payload that the path is known to carry, bytes.</param>
public readonly record struct SessionStatistics(TimeSpan SmoothedRoundTrip, long CongestionWindow, long BytesInFlight, int DatagramPayload);
