namespace SocketWarp.Bench.Load;

internal sealed record RoundTripResult(double P50Microseconds, double P99Microseconds);
