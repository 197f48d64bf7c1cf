using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace SocketWarp.Base.Settings;

/// <summary>Collects what is wrong with one section, each with key, value and fix.</summary>
public sealed class SettingErrors(string section)
{
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _lines = [];
    private readonly List<ForeignValue> _foreign = [];

    /// <summary>One line for each wrong setting: its full key, its value and the fix.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <param name="key">The key inside the section: <c>Port</c>, <c>Limits:MaxVisitors</c>; empty for the section itself.</param>
    /// <param name="value">What was set; secrets mask themselves.</param>
    /// <param name="fix">What to write instead, in the imperative.</param>
    public void Add(string key, object? value, string fix)
    {
        // The first reason of a key wins: a value that cannot be read needs no range check of the default that stands in for it.
        if (!_keys.Add(key)) return;
        _lines.Add(value is null or "" ? $"{FullKey(key)} is not set: {fix}" : $"{Name(key, Text(value))} is \"{Text(value)}\": {fix}");
    }

    /// <summary>From here on, wrong values that came from elsewhere are reported under the names that they have there.</summary>
    public void Rename(IEnumerable<ForeignValue> values) => _foreign.AddRange(values);

    /// <summary>Adds an error unless the condition holds; the parameters are those of <see cref="Add"/>.</summary>
    public void Require(bool holds, string key, object? value, string fix)
    {
        if (!holds) Add(key, value, fix);
    }

    /// <summary>Requires a port number, or 0 for any free port.</summary>
    public void RequirePort(string key, int value) => Require(value is >= 0 and <= 65535, key, value, "write a port from 1 to 65535, or 0 for any free one");

    /// <summary>Requires the right to listen on the port of an address; other faults are reported when the service listens there.</summary>
    /// <param name="value">What was set: the address or its port.</param>
    public void RequireListenable(string key, object value, IPEndPoint address, ProtocolType protocol)
    {
        ArgumentNullException.ThrowIfNull(address);
        Require(!PortPermission.IsMissing(address, protocol), key, value, PortPermission.Fix);
    }

    /// <summary>Requires a value from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public void RequireRange<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        Require(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, value, $"write a value from {Text(least)} to {Text(most)}");

    /// <summary>Requires that the file exists, where one is named.</summary>
    public void RequireFile(string key, string? path)
    {
        if (!string.IsNullOrEmpty(path)) Require(File.Exists(path), key, path, "name a file that exists");
    }

    /// <summary>One without which nothing goes.</summary>
    public void RequirePemFile(string key, string path)
    {
        Require(!string.IsNullOrEmpty(path), key, path, "name a PEM file");
        RequireFile(key, path);
    }

    /// <summary>Checks options of a library that knows nothing of settings: what may be set stands beside them, as <see cref="RangeAttribute"/> and <see cref="IValidatableObject"/>.</summary>
    /// <param name="group">Inside the section: the key under which the options are set.</param>
    public void RequireValid(string group, object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var property in options.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range) continue;
            var value = property.GetValue(options);
            Require(range.IsValid(value), $"{group}:{property.Name}", value, $"write a value from {Text(range.Minimum)} to {Text(range.Maximum)}");
        }

        if (options is not IValidatableObject rules) return;
        foreach (var broken in rules.Validate(new ValidationContext(options)))
        {
            foreach (var name in broken.MemberNames) Add($"{group}:{name}", options.GetType().GetProperty(name)?.GetValue(options), broken.ErrorMessage ?? "");
        }
    }

    internal string FullKey(string key) => key.Length == 0 ? section : $"{section}:{key}";

    private string Name(string key, string value) => _foreign.Find(f => f.Key == key && f.Value == value)?.Name ?? FullKey(key);

    private static string Text(object value) => value switch
    {
        TimeSpan duration => DurationText.Format(duration),
        string text => text,
        IEnumerable list => string.Join(",", list.Cast<object>()),
        _ => $"{value}",
    };
}
