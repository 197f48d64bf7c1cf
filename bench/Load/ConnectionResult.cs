namespace SocketWarp.Bench.Load;

/// <param name="Failed">Connections that brought no echo.</param>
internal sealed record ConnectionResult(double PerSecond, double P99Microseconds, long Failed);
