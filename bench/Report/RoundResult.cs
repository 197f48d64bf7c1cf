namespace SocketWarp.Bench.Report;

/// <summary>One tunnel in one round.</summary>
internal sealed class RoundResult
{
    public required string Tunnel { get; init; }

    public required int Round { get; init; }

    public List<TransferResult> Transfers { get; } = [];

    public List<ConnectionResult> Connections { get; } = [];

    public RoundTripResult RoundTrip { get; set; } = new(0, 0);

    /// <summary>Resident memory of both ends together.</summary>
    public long IdleBytes { get; init; }

    public long PeakBytes { get; set; }
}

/// <param name="CpuPerGb">CPU seconds of both ends per 10⁹ bytes.</param>
internal sealed record TransferResult(int Streams, bool Down, double Gbits, double CpuPerGb);

/// <param name="Failed">Connections that brought no echo.</param>
internal sealed record ConnectionResult(int Parallel, double PerSecond, double P99Microseconds, long Failed);

internal sealed record RoundTripResult(double P50Microseconds, double P99Microseconds);
