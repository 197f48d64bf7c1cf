using System.Reflection;
using SocketWarp.Base.Settings;

namespace SocketWarp.SystemTests.Documents;

/// <summary>Every key that some part reads, found in the settings classes themselves.</summary>
internal static class KnownSettings
{
    public static IReadOnlySet<string> Keys { get; } = Find().ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Find() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "SocketWarp.*.dll")
        from type in Assembly.LoadFrom(file).GetTypes()
        where typeof(ISettings).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }
        let section = (string)type.GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!
        from key in Flatten(type, section)
        select key;

    private static IEnumerable<string> Flatten(Type type, string prefix) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
    {
        var key = $"{prefix}:{property.Name}";
        return IsGroup(property.PropertyType) ? Flatten(property.PropertyType, key) : [key];
    });

    /// <summary>True for our own classes, which hold further keys; everything else is a value or a list.</summary>
    private static bool IsGroup(Type type) =>
        type.IsClass && type.Namespace!.StartsWith("SocketWarp", StringComparison.Ordinal) && type.GetProperties().Any(p => p.CanWrite);
}
