using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>
/// Binds a section to an object. The runtime's own binder stops at the first bad value; this one goes on and reports all,
/// and a key that no property has is an error.
/// </summary>
internal static class SettingsBinder
{
    public static void Bind(IConfigurationSection section, object target, SettingErrors errors) => BindObject(section, target, "", errors);

    private static void BindObject(IConfigurationSection section, object target, string prefix, SettingErrors errors)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } || !SettingParser.IsScalar(p.PropertyType) && p.GetMethod is not null)
            // What a class inherits comes first, as if it were written there.
            .OrderBy(p => p.DeclaringType == target.GetType())
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                errors.Add(prefix + child.Key, child.Value ?? "…", $"unknown key; known here: {string.Join(", ", properties.Values.Select(p => p.Name))}");
                continue;
            }

            var key = prefix + property.Name;
            var value = Read(child, property.PropertyType, property.GetValue(target), key, errors);
            if (value is not null && property.SetMethod is not null) property.SetValue(target, value);
        }
    }

    /// <summary>The value, or null when there is none or it is an error.</summary>
    private static object? Read(IConfigurationSection section, Type type, object? current, string key, SettingErrors errors)
    {
        if (SettingParser.IsScalar(type)) return ReadScalar(section, type, key, errors);
        if (ElementType(type) is { } element) return ReadList(section, element, type, key, errors);
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return section.GetChildren().ToDictionary(c => c.Key, c => c.Value ?? "");

        if (section.Value is { Length: > 0 } text)
        {
            errors.Add(key, text, "this is a section: set the keys in it");
            return null;
        }

        var target = current ?? Activator.CreateInstance(type)!;
        BindObject(section, target, key + ":", errors);
        return target;
    }

    private static object? ReadScalar(IConfigurationSection section, Type type, string key, SettingErrors errors)
    {
        if (section.GetChildren().Any())
        {
            errors.Add(key, "…", "this is one value, not a section or list");
            return null;
        }

        if (section.Value is not { } text || text.Length == 0 && type != typeof(string)) return null;
        if (SettingParser.TryParse(type, text, out var value, out var fix)) return value;
        errors.Add(key, text, fix);
        return null;
    }

    private static object ReadList(IConfigurationSection section, Type element, Type type, string key, SettingErrors errors)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var child in section.GetChildren())
        {
            if (Read(child, element, null, $"{key}:{child.Key}", errors) is { } value) list.Add(value);
        }

        // From environment and command line a list of scalars is one value: a,b,c.
        foreach (var text in (section.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!SettingParser.IsScalar(element)) errors.Add(key, text, "write the list as a JSON array");
            else if (SettingParser.TryParse(element, text, out var value, out var fix)) list.Add(value);
            else errors.Add(key, text, fix);
        }

        if (!type.IsArray) return list;
        var array = Array.CreateInstance(element, list.Count);
        list.CopyTo(array, 0);
        return array;
    }

    private static Type? ElementType(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        return type.IsGenericType && type.IsAssignableFrom(typeof(List<>).MakeGenericType(type.GetGenericArguments()[0])) ? type.GetGenericArguments()[0] : null;
    }
}
