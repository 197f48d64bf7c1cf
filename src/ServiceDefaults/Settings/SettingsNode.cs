using Microsoft.Extensions.Configuration;

namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>A place in the configuration, as some of its sources have it. The last of them wins.</summary>
internal sealed class SettingsNode(IReadOnlyList<IConfigurationProvider> sources, string path)
{
    public string Key => ConfigurationPath.GetSectionKey(path);

    /// <summary>What is set here itself.</summary>
    public string? Value
    {
        get
        {
            foreach (var source in sources.Reverse())
            {
                if (source.TryGet(path, out var value)) return value;
            }

            return null;
        }
    }

    /// <summary>What is set below.</summary>
    public IEnumerable<SettingsNode> Children =>
        sources.Aggregate(Enumerable.Empty<string>(), (keys, source) => source.GetChildKeys(keys, path))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(key => new SettingsNode(sources, ConfigurationPath.Combine(path, key)));

    /// <summary>The same place as the last source that says anything of it has it, and no other.</summary>
    public SettingsNode InLastSource() =>
        sources.LastOrDefault(s => s.TryGet(path, out _) || s.GetChildKeys([], path).Any()) is { } last ? new SettingsNode([last], path) : this;
}
