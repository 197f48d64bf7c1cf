using System.Reflection;
using SocketWarp.Base.Settings;

namespace SocketWarp.SystemTests.Documents;

/// <summary>Every setting that some part reads, found in the settings classes themselves.</summary>
internal static class KnownSettings
{
    private const BindingFlags Constants = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>All settings, in the order of their classes.</summary>
    public static IReadOnlyList<KnownSetting> All { get; } = Find().ToArray();

    public static IReadOnlySet<string> Keys { get; } = All.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<KnownSetting> Find() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "SocketWarp.*.dll").Order(StringComparer.Ordinal)
        from type in Assembly.LoadFrom(file).GetTypes()
        where typeof(ISettings).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }
        let section = type.GetField("Section", Constants)?.GetRawConstantValue() as string
        where section is not null
        from setting in Flatten(Activator.CreateInstance(type, nonPublic: true)!, section)
        select setting;

    private static IEnumerable<KnownSetting> Flatten(object settings, string section) =>
        SettingsBinder
            .Properties(settings.GetType())
            .SelectMany(property =>
                SettingsBinder.IsSection(property.PropertyType)
                    ? Flatten(property.GetValue(settings)!, $"{section}:{property.Name}")
                    : [new KnownSetting($"{section}:{property.Name}", property, property.GetValue(settings))]
            );
}
