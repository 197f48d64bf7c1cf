using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>The section <c>Logging</c> as the loggers of a host read it; it can be replaced while they log.</summary>
internal sealed class LogLevels : ConfigurationProvider, IConfigurationSource
{
    private const string Own = "LogLevel:SocketWarp";

    /// <summary>The loggers that may have levels of their own.</summary>
    private static readonly string[] OfOne = ["Console:", "OpenTelemetry:"];

    private Dictionary<string, string?> _settings;
    private bool _debugs;

    public LogLevels(IConfiguration configuration)
    {
        _settings = Read(configuration);
        Data = Effective();
    }

    /// <summary>Whether our own parts log at the level Debug, whatever the settings say.</summary>
    public bool Debugs => _debugs;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Takes the section as it is now.</summary>
    /// <returns>Whether it differs from before.</returns>
    /// <exception cref="SettingsException">when a level does not exist; nothing has changed.</exception>
    public bool Replace(IConfiguration configuration)
    {
        var next = Read(configuration);
        if (next.Count == _settings.Count && !next.Except(_settings).Any())
            return false;
        if (new LoggingCheck(configuration).Errors().ToArray() is { Length: > 0 } wrong)
            throw new SettingsException(wrong);
        _settings = next;
        Apply();
        return true;
    }

    /// <summary>Turns <see cref="Debugs"/> on, and off at the next call.</summary>
    public void ToggleDebug()
    {
        _debugs = !_debugs;
        Apply();
    }

    private static Dictionary<string, string?> Read(IConfiguration configuration) =>
        configuration
            .GetSection(ServiceLogging.Section)
            .AsEnumerable(makePathsRelative: true)
            .Where(s => s.Value is not null)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private void Apply()
    {
        Data = Effective();
        OnReload();
    }

    private static void Lower(Dictionary<string, string?> settings, string own)
    {
        foreach (var key in settings.Keys.Where(k => k.StartsWith(own, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            if (Enum.TryParse<LogLevel>(settings[key], ignoreCase: true, out var level) && level > LogLevel.Debug)
                settings.Remove(key);
        }

        settings.TryAdd(own, nameof(LogLevel.Debug));
    }

    private Dictionary<string, string?> Effective()
    {
        var settings = new Dictionary<string, string?>(_settings, StringComparer.OrdinalIgnoreCase);
        if (!_debugs)
            return settings;
        // A level for one of our parts would win over the level for all of them.
        Lower(settings, Own);
        // A logger's own levels win over those for all.
        foreach (var logger in OfOne.Where(logger => settings.Keys.Any(k => k.StartsWith(logger, StringComparison.OrdinalIgnoreCase))))
            Lower(settings, logger + Own);
        return settings;
    }
}
