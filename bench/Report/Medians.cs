namespace SocketWarp.Bench.Report;

/// <summary>The median over the rounds of each subject's measures, in the order in which they were taken.</summary>
internal sealed class Medians
{
    private readonly Dictionary<(string Subject, string Unit, string Measure), double> _values;

    public Medians(IReadOnlyList<Sample> samples)
    {
        _values = samples.GroupBy(s => (s.Subject, s.Unit, s.Measure)).ToDictionary(g => g.Key, g => Of([.. g.Select(s => s.Value)]));
        Subjects = [.. samples.Select(s => s.Subject).Distinct()];
        Columns = [.. samples.GroupBy(s => s.Unit).Select(unit => new UnitColumn(unit.Key, [.. unit.Select(s => s.Measure).Distinct()]))];
    }

    public IReadOnlyList<string> Subjects { get; }

    public IReadOnlyList<UnitColumn> Columns { get; }

    /// <summary>The median; null where it was not measured.</summary>
    public double? Find(string subject, string unit, string measure) => _values.TryGetValue((subject, unit, measure), out var value) ? value : null;

    private static double Of(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
