using System.Collections;
using Microsoft.Extensions.Configuration;

namespace SocketWarp.Base.Settings;

/// <summary>
/// Where settings come from, later ones winning: defaults of the caller, a JSON file, environment variables
/// <c>SOCKETWARP_Section__Key</c>, the command line <c>--Section:Key value</c>.
/// </summary>
public static class ServiceConfiguration
{
    /// <summary>Names another JSON file: <c>--Config file</c> or <c>SOCKETWARP_CONFIG</c>. It must exist.</summary>
    public const string FileKey = "Config";

    /// <summary>Read from the working directory when it exists and no other file is named.</summary>
    public const string DefaultFile = "socketwarp.json";

    /// <summary>The beginning of the names of environment variables that are settings.</summary>
    public const string EnvironmentPrefix = "SOCKETWARP_";

    /// <summary>
    /// The sections that the processes of this product read. A process accepts sections of the others in a file or an environment, which it may share
    /// with them.
    /// </summary>
    public static IReadOnlyList<string> Sections { get; } =
    ["Api", "AppHost", "Certificates", "Connector", "Control", "Gateway", "Legacy", "Process", "Scep", "State", "Target", "Telemetry"];

    /// <summary>The property that keeps what a configuration was made from, so that it can be made again.</summary>
    private const string SourcesProperty = "SocketWarp.Sources";

    /// <summary>Replaces all sources of <paramref name="configuration"/> with ours.</summary>
    /// <param name="configuration">The host builder's.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Settings that the composition wants where the user says nothing.</param>
    /// <param name="sections">For a part of a process: the only sections that it is to see. Empty: all.</param>
    public static void Use(
        IConfigurationManager configuration,
        IReadOnlyList<string> args,
        IEnumerable<KeyValuePair<string, string?>>? defaults = null,
        params IReadOnlyList<string> sections
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(args);
        var environment = FromEnvironment(Environment.GetEnvironmentVariables());
        var commandLine = FromCommandLine(args);
        var named = commandLine.GetValueOrDefault(FileKey) ?? environment.GetValueOrDefault(FileKey);
        if (named is not null && !File.Exists(named))
            throw new SettingsException([$"{FileKey} is \"{named}\": name a file that exists"]);

        var file = Path.GetFullPath(named ?? DefaultFile);
        configuration.Properties[SourcesProperty] = (args, defaults, sections);
        configuration.Sources.Clear();
        Add(SettingsOrigin.Defaults, () => defaults ?? []);
        Add(SettingsOrigin.File, () => named is null && !File.Exists(file) ? [] : SettingsFile.Read(file));
        Add(SettingsOrigin.Environment, () => environment);
        Add(SettingsOrigin.CommandLine, () => commandLine);

        void Add(SettingsOrigin origin, Func<IEnumerable<KeyValuePair<string, string?>>> read) =>
            configuration.Add(new SettingsSource(origin, () => read().Where(s => sections.Count == 0 || sections.Any(section => IsIn(section, s.Key)))));
    }

    /// <summary>The sources, each by itself; later ones win.</summary>
    internal static IReadOnlyList<IConfigurationProvider> Sources(IConfiguration configuration) => [.. ((IConfigurationRoot)configuration).Providers];

    /// <summary>Reads all sources of a configuration again, into another one.</summary>
    /// <returns>False when the configuration was not made by <see cref="Use"/>.</returns>
    internal static bool TryReadAgain(IConfiguration configuration, IConfigurationManager next)
    {
        if (configuration is not IConfigurationBuilder builder || !builder.Properties.TryGetValue(SourcesProperty, out var sources))
            return false;
        var (args, defaults, sections) = ((IReadOnlyList<string>, IEnumerable<KeyValuePair<string, string?>>?, IReadOnlyList<string>))sources;
        Use(next, args, defaults, [.. sections]);
        return true;
    }

    /// <summary>The keys whose values differ between two configurations, or that only one of them has.</summary>
    internal static IEnumerable<string> Differences(IConfiguration one, IConfiguration other)
    {
        var values = Values(one);
        var others = Values(other);
        return values
            .Keys.Union(others.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(key => values.GetValueOrDefault(key) != others.GetValueOrDefault(key))
            .Order(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsIn(string section, string key) =>
        key.StartsWith(section + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase) || key.Equals(section, StringComparison.OrdinalIgnoreCase);

    // Variables with our prefix that are no settings (paths for scripts, say) have no "__" and are left alone.
    private static Dictionary<string, string?> FromEnvironment(IDictionary variables)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var key = name[EnvironmentPrefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            if (IsSetting(key))
                settings[key] = (string?)variable.Value;
        }

        return settings;
    }

    private static Dictionary<string, string?> FromCommandLine(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var errors = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (key, hasValue, value) = Split(args[i]);
            if (!key.StartsWith("--", StringComparison.Ordinal) || !IsSetting(key[2..]))
                errors.Add($"argument \"{args[i]}\" is unknown: write --Section:Key value");
            else if (hasValue)
                settings[key[2..]] = value;
            else if (i + 1 < args.Count)
                settings[key[2..]] = args[++i];
            else
                errors.Add($"argument \"{key}\" has no value: write {key} value");
        }

        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    private static Dictionary<string, string?> Values(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(s => s.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool IsSetting(string key) =>
        key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) || key.Equals(FileKey, StringComparison.OrdinalIgnoreCase);

    private static (string Key, bool HasValue, string Value) Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (argument, false, "") : (argument[..at], true, argument[(at + 1)..]);
    }
}
