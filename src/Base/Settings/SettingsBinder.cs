using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace SocketWarp.Base.Settings;

/// <summary>
/// Binds a section to an object. The runtime's own binder stops at the first bad value; this one goes on and reports all,
/// and a key that no property has is an error. It also takes a list from one source alone, where the runtime's joins the lists of all sources.
/// </summary>
internal sealed class SettingsBinder(SettingErrors errors)
{
    private static readonly HashSet<Type> ListTypes =
    [
        typeof(List<>),
        typeof(IList<>),
        typeof(ICollection<>),
        typeof(IEnumerable<>),
        typeof(IReadOnlyList<>),
        typeof(IReadOnlyCollection<>),
    ];

    public void Bind(SettingsNode section, ISettings target)
    {
        if (section.Value is { Length: > 0 } text)
            errors.Add("", text, "this is a section: set the keys in it");
        BindObject(section, target, "");
    }

    private void BindObject(SettingsNode section, ISettings target, string prefix)
    {
        var properties = Properties(target.GetType()).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.Children)
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                errors.Add(prefix + child.Key, child.Value ?? "…", $"unknown key; known here: {string.Join(", ", properties.Values.Select(p => p.Name))}");
                continue;
            }

            var key = prefix + property.Name;
            var value = Read(child, property.PropertyType, property.GetValue(target), key);
            if (value is not null && property.SetMethod is not null)
                property.SetValue(target, value);
        }
    }

    /// <summary>The value, or null when it is missing or wrong.</summary>
    private object? Read(SettingsNode section, Type type, object? current, string key)
    {
        if (SettingParser.IsScalar(type))
            return ReadScalar(section, type, key);
        if (ElementType(type) is { } element)
            return ReadList(section.InLastSource(), element, type, key);
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return ReadDictionary(section, key);

        if (section.Value is { Length: > 0 } text)
        {
            errors.Add(key, text, "this is a section: set the keys in it");
            return null;
        }

        var target = (ISettings)(current ?? NewSection(type));
        BindObject(section, target, key + ":");
        return target;
    }

    private object? ReadScalar(SettingsNode section, Type type, string key)
    {
        if (section.Children.Any())
        {
            errors.Add(key, "…", "this is one value, not a section or list");
            return null;
        }

        if (section.Value is not { } text || text.Length == 0 && type != typeof(string))
            return null;
        if (SettingParser.TryParse(type, text, out var value, out var fix))
            return value;
        errors.Add(key, text, fix);
        return null;
    }

    private Dictionary<string, string>? ReadDictionary(SettingsNode section, string key)
    {
        if (section.Value is not { Length: > 0 } text)
            return section.Children.Where(c => c.Value is not null).ToDictionary(c => c.Key, c => c.Value!);
        errors.Add(key, text, $"set each name by itself, as {errors.FullKey(key)}:NAME");
        return null;
    }

    private object? ReadList(SettingsNode section, Type element, Type type, string key)
    {
        var children = section.Children.ToArray();
        if (children.Length == 0 && section.Value is null)
            return null;
        if (children.Length > 0 && section.Value is { Length: > 0 } whole)
        {
            errors.Add(key, whole, $"it is also set by index, as {errors.FullKey(key)}:{children[0].Key}: keep one of the two");
            return null;
        }

        var list = new List<object>();
        foreach (var child in children)
        {
            if (!uint.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                errors.Add(
                    $"{key}:{child.Key}",
                    child.Value ?? "…",
                    $"this is a list: write a JSON array, or its elements as {errors.FullKey(key)}:0, {errors.FullKey(key)}:1 and so on"
                );
            else if (Read(child, element, null, $"{key}:{child.Key}") is { } value)
                list.Add(value);
        }

        // From environment and command line a list of scalars is one value: a,b,c.
        foreach (var text in (section.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!SettingParser.IsScalar(element))
                errors.Add(key, text, "write the list as a JSON array");
            else if (SettingParser.TryParse(element, text, out var value, out var fix))
                list.Add(value);
            else
                errors.Add(key, text, fix);
        }

        IList result = type.IsArray ? Array.CreateInstanceFromArrayType(type, list.Count) : NewList(element);
        for (var i = 0; i < list.Count; i++)
        {
            if (type.IsArray)
                result[i] = list[i];
            else
                result.Add(list[i]);
        }

        return result;
    }

    /// <summary>The properties that may be set. What a class inherits comes first, as if it were written there.</summary>
    internal static IEnumerable<PropertyInfo> Properties([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } || !SettingParser.IsScalar(p.PropertyType) && p.GetMethod is not null)
            .OrderBy(p => p.DeclaringType == type);

    /// <summary>Whether a value of this type is a section of its own, rather than one value, a list or a map.</summary>
    internal static bool IsSection(Type type) => typeof(ISettings).IsAssignableFrom(type);

    /// <summary>What a property of this type is a list of; null: it is no list.</summary>
    internal static Type? ElementType(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        return type.IsGenericType && ListTypes.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0] : null;
    }

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Lists of all reference types share their code, which is there: lists of strings are made everywhere. Others are refused."
    )]
    private static IList NewList(Type element)
    {
        if (element == typeof(string))
            return new List<string>();
        if (element.IsValueType)
            throw new NotSupportedException($"a list of {element.Name} cannot be made in a native program: make it an array");
        return (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2067",
        Justification = "No program has settings that need this, which a test of all settings makes sure of: their owners make sections, and no list holds any."
    )]
    private static object NewSection(Type type) => Activator.CreateInstance(type)!;
}
