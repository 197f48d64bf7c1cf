namespace SocketWarp.Bench.Report;

/// <summary>One figure of one round.</summary>
/// <param name="Subject">What was measured: a tunnel, or a number of them.</param>
/// <param name="Measure">Together with the unit it says what the figure is.</param>
internal sealed record Sample(string Subject, string Unit, string Measure, int Round, double Value);
