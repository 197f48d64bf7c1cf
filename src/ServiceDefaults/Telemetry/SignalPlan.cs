namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Where one of traces, metrics and logs goes.</summary>
/// <param name="Otlp">null when not over OTLP.</param>
/// <param name="Console">Whether it is written to standard output.</param>
internal sealed record SignalPlan(OtlpReceiver? Otlp, bool Console)
{
    public static SignalPlan Nowhere { get; } = new(null, false);

    public bool IsOff => Otlp is null && !Console;
}
