using System.Globalization;
using System.Reflection;
using System.Text;
using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults;

/// <summary>The answers to <c>--help</c>, <c>--version</c> and <c>--health</c> of a program that takes settings and no commands.</summary>
/// <param name="tool">What people call the program.</param>
/// <param name="summary">What it does, in a sentence or two.</param>
/// <param name="chapter">The chapter of docs/settings.md that has its settings.</param>
/// <param name="settings">The main settings: a key with a value, and its meaning.</param>
public sealed class ServiceHelp(string tool, string summary, string chapter, params IReadOnlyList<(string Setting, string Meaning)> settings)
{
    private const int Indent = 2;

    private static readonly (string Setting, string Meaning)[] OfAll =
    [
        ("Telemetry:OtlpEndpoint URL", "where traces, metrics and logs are sent, OTLP"),
        ("Telemetry:PrometheusPort 9464", "where Prometheus finds the metrics, TCP on the loopback address"),
    ];

    /// <summary>The main settings, without those that all programs have.</summary>
    public IReadOnlyList<(string Setting, string Meaning)> Settings => settings;

    /// <summary>Answers what <paramref name="args"/> ask for.</summary>
    /// <returns>The exit code; null when they are settings, to run with.</returns>
    public async Task<int?> AnswerAsync(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    Console.Out.Write(Text());
                    return ExitCodes.Success;
                case "--version":
                    Console.Out.WriteLine($"{tool} {Version}");
                    return ExitCodes.Success;
                case HealthQuestion.Argument:
                    return await HealthQuestion.AskAsync(tool, [.. args.Take(i), .. args.Skip(i + 1)]);
                case var setting when setting.StartsWith("--", StringComparison.Ordinal) && !setting.Contains('=', StringComparison.Ordinal):
                    // The next word is its value, whatever it looks like.
                    i++;
                    break;
            }
        }

        return null;
    }

    private static string Version => typeof(ServiceHelp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private string Text()
    {
        var program = Assembly.GetEntryAssembly()!.GetName().Name;
        var all = settings.Concat(OfAll).ToArray();
        var width = all.Max(s => s.Setting.Length) + 2 * Indent;
        var text = new StringBuilder()
            .AppendLine(summary)
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Usage: {program} [--Section:Key VALUE]…, {program} --help, {program} --version")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"       {program} {HealthQuestion.Argument} [--Section:Key VALUE]… asks the process with these settings whether it works"
            )
            .AppendLine()
            .AppendLine("Settings come from socketwarp.json in the working directory (--Config FILE names another file), from variables")
            .AppendLine("SOCKETWARP_Section__Key, and from the command line; later ones win. The main ones:")
            .AppendLine();
        foreach (var (setting, meaning) in all)
            text.Append(' ', Indent).Append($"--{setting}".PadRight(width)).AppendLine(meaning);
        return text.AppendLine()
            .AppendLine($"docs/settings.md lists all of them, in the chapter \"{chapter}\", and docs/operations.md the exit codes.")
            .ToString();
    }
}
