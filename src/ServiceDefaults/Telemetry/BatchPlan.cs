namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>How spans or log records wait to be exported. All in milliseconds and numbers, as OpenTelemetry has them.</summary>
/// <param name="MaxQueue">What may wait; the rest is dropped, so that a receiver that is down costs a bounded amount of memory.</param>
/// <param name="MaxBatch">What is exported at a time.</param>
/// <param name="Delay">The time between two exports.</param>
/// <param name="Timeout">The time an export may take.</param>
internal sealed record BatchPlan(int MaxQueue, int MaxBatch, int Delay, int Timeout);
