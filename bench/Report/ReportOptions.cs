using System.CommandLine;
using SocketWarp.Bench.Measure;

namespace SocketWarp.Bench.Report;

/// <summary>Where the figures of a command go besides the table; the same for all commands.</summary>
internal sealed class ReportOptions
{
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Also write machine, commit, options and every round to this file" };
    private readonly Option<FileInfo> _compare = new Option<FileInfo>("--compare")
    {
        Description = "Also compare the medians with those of this file, which an earlier --json wrote",
    }.AcceptExistingOnly();
    private readonly Option<FileInfo?> _svg = new("--svg") { Description = "Also draw the medians to this file" };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_compare);
        command.Options.Add(_svg);
    }

    /// <param name="subjects">What the lines of the table are.</param>
    /// <param name="baseline">Whose figures the others' are divided by; null: nobody's.</param>
    public async Task WriteAsync(
        ParseResult parse,
        string subjects,
        string? baseline,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<string> notes,
        CancellationToken cancellation
    )
    {
        var options = parse
            .CommandResult.Command.Options.Where(o => o.Name is not ("--help" or "--version") && o != _json && o != _compare && o != _svg)
            .ToDictionary(o => o.Name, o => Text(parse, o));
        var report = new BenchReport(
            parse.CommandResult.Command.Name,
            MachineFacts.Read(),
            await SourceRevision.ReadAsync(cancellation),
            options,
            samples,
            notes
        );
        // First of all: whatever fails afterwards, the figures are kept.
        if (parse.GetValue(_json) is { } json)
            await report.SaveAsync(json, cancellation);
        var medians = new Medians(samples);
        string[] titles = [$"{report.Machine}", $"commit {report.Commit}; medians of {samples.Max(s => s.Round)} rounds"];
        Console.WriteLine($"{string.Join("; ", titles)}\n\n{MarkdownTable.Render(subjects, medians)}");
        if (baseline != null && medians.Subjects.Contains(baseline))
            Console.WriteLine(MarkdownTable.RenderRatios(medians, baseline));
        foreach (var note in notes)
            Console.WriteLine($"- {note}");
        if (parse.GetValue(_svg) is { } svg)
            await File.WriteAllTextAsync(svg.FullName, BarChart.Render(titles, medians), cancellation);
        if (parse.GetValue(_compare) is { } earlier)
            Compare(await BenchReport.LoadAsync(earlier, cancellation), report, medians);
    }

    private static void Compare(BenchReport before, BenchReport now, Medians medians)
    {
        if (before.Command != now.Command)
            throw new InvalidOperationException($"--compare names a run of '{before.Command}', this is one of '{now.Command}': name one of the same command");
        Console.WriteLine($"\nold: {before.Machine}, commit {before.Commit}\n\n{MarkdownTable.RenderComparison(new Medians(before.Samples), medians)}");
    }

    private static string Text(ParseResult parse, Option option) =>
        parse.GetResult(option) is not { } result
            ? ""
            : result.GetValueOrDefault<object?>() switch
            {
                null => "",
                string[] several => string.Join(", ", several),
                var one => $"{one}",
            };
}
