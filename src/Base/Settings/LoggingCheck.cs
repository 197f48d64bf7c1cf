using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace SocketWarp.Base.Settings;

/// <summary>Checks the section that the runtime's logging reads: the runtime says of a wrong level neither its key nor which levels there are.</summary>
internal sealed class LoggingCheck(IConfiguration configuration) : ISettingsCheck
{
    public const string Section = "Logging";

    private const string Levels = "LogLevel";

    /// <summary>The loggers that may have levels of their own, as the runtime names them.</summary>
    private static readonly string[] Loggers = ["Console", "OpenTelemetry"];

    public IEnumerable<string> Errors()
    {
        var errors = new SettingErrors(Section);
        var section = configuration.GetSection(Section);
        if (section.Value is { Length: > 0 } text)
            errors.Add("", text, $"this is a section: set {Section}:{Levels}:Default");
        foreach (var child in section.GetChildren())
        {
            if (Is(child, Levels))
                CheckLevels(child, Levels, errors);
            else if (Array.Find(Loggers, logger => Is(child, logger)) is { } logger)
                CheckLevels(child.GetSection(Levels), $"{logger}:{Levels}", errors);
            else
                errors.Add(child.Key, child.Value ?? "…", $"unknown key; known here: {Levels}, {string.Join(", ", Loggers)}");
        }

        return errors.Lines;
    }

    private static void CheckLevels(IConfigurationSection levels, string key, SettingErrors errors)
    {
        if (levels.Value is { Length: > 0 } text)
            errors.Add(key, text, $"this is a section: set {Section}:{key}:Default");
        foreach (var category in levels.GetChildren())
        {
            var known = category.Value is null or "" || Enum.GetNames<LogLevel>().Contains(category.Value, StringComparer.OrdinalIgnoreCase);
            errors.Require(
                known && !category.GetChildren().Any(),
                $"{key}:{category.Key}",
                category.Value ?? "…",
                $"write one of {string.Join(", ", Enum.GetNames<LogLevel>())}"
            );
        }
    }

    private static bool Is(IConfigurationSection section, string key) => section.Key.Equals(key, StringComparison.OrdinalIgnoreCase);
}
