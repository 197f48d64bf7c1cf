using Microsoft.Extensions.Configuration;

namespace SocketWarp.Base.Settings;

/// <summary>A place in the configuration, seen through some of its sources. The last of them wins.</summary>
internal sealed class SettingsNode(IReadOnlyList<IConfigurationProvider> sources, string path)
{
    public string Key => ConfigurationPath.GetSectionKey(path);

    /// <summary>The value that is set at this place itself.</summary>
    public string? Value
    {
        get
        {
            foreach (var source in sources.Reverse())
            {
                if (source.TryGet(path, out var value))
                    return value;
            }

            return null;
        }
    }

    /// <summary>The places below this one.</summary>
    public IEnumerable<SettingsNode> Children =>
        sources
            .Aggregate(Enumerable.Empty<string>(), (keys, source) => source.GetChildKeys(keys, path))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(key => new SettingsNode(sources, ConfigurationPath.Combine(path, key)));

    /// <summary>The same place in one source alone, the last that sets anything there.</summary>
    public SettingsNode InLastSource() =>
        sources.LastOrDefault(s => s.TryGet(path, out _) || s.GetChildKeys([], path).Any()) is { } last ? new SettingsNode([last], path) : this;
}
