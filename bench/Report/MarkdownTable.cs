using System.Text;

namespace SocketWarp.Bench.Report;

/// <summary>One line a subject, one column a unit.</summary>
internal static class MarkdownTable
{
    public static string Render(string subjects, Medians medians) =>
        Render(subjects, medians, medians.Subjects, (s, u, m) => Figures.Format(medians.Find(s, u, m)));

    /// <summary>How many times the baseline's figure each other subject's is.</summary>
    public static string RenderRatios(Medians medians, string baseline) =>
        Render(
            $"to {baseline}",
            medians,
            [.. medians.Subjects.Where(s => s != baseline)],
            (s, u, m) => Figures.Ratio(medians.Find(s, u, m), medians.Find(baseline, u, m))
        );

    /// <summary>Medians then and now, and how many times the old one the new one is.</summary>
    public static string RenderComparison(Medians before, Medians now)
    {
        var text = new StringBuilder("| | unit | measure | old | new | new/old |\n|---|---|---|---|---|---|\n");
        foreach (var subject in now.Subjects)
        foreach (var column in now.Columns)
        foreach (var measure in column.Measures)
        {
            if (now.Find(subject, column.Unit, measure) is not { } value)
                continue;
            var old = before.Find(subject, column.Unit, measure);
            text.Append($"| {subject} | {column.Unit} | {measure} | {Figures.Format(old)} | {Figures.Format(value)} | {Figures.Ratio(value, old)} |\n");
        }

        return text.ToString();
    }

    private static string Render(string subjects, Medians medians, IReadOnlyList<string> rows, Func<string, string, string, string> cell)
    {
        var text = new StringBuilder($"| {subjects} |");
        foreach (var column in medians.Columns)
            text.Append($" {column.Unit}: {string.Join(" / ", column.Measures)} |");
        text.Append($"\n|{string.Concat(Enumerable.Repeat("---|", medians.Columns.Count + 1))}\n");
        foreach (var row in rows)
        {
            text.Append($"| {row} |");
            foreach (var column in medians.Columns)
                text.Append($" {string.Join(" / ", column.Measures.Select(m => cell(row, column.Unit, m)))} |");
            text.Append('\n');
        }

        return text.ToString();
    }
}
