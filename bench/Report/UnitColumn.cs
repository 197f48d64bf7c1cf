namespace SocketWarp.Bench.Report;

/// <summary>Measures of one unit: a column of the table, a panel of the chart.</summary>
internal sealed record UnitColumn(string Unit, IReadOnlyList<string> Measures);
