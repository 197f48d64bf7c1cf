namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Which traces are recorded.</summary>
/// <param name="Name">As <c>OTEL_TRACES_SAMPLER</c> names it.</param>
/// <param name="Ratio">For those that take a share of all traces.</param>
internal sealed record SamplerPlan(string Name, double Ratio);
