using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace SocketWarp.Base.Settings;

/// <summary>Collects what is wrong with one section, each with key, value and fix.</summary>
public sealed class SettingErrors
{
    private readonly string _section;
    private readonly HashSet<string> _keys;
    private readonly List<SettingError> _all;
    private readonly List<ForeignValue> _foreign;

    /// <param name="section">The top-level section.</param>
    public SettingErrors(string section)
        : this(section, new HashSet<string>(StringComparer.OrdinalIgnoreCase), [], []) { }

    private SettingErrors(string section, HashSet<string> keys, List<SettingError> all, List<ForeignValue> foreign) =>
        (_section, _keys, _all, _foreign) = (section, keys, all, foreign);

    /// <summary>All wrong settings, in the order in which they were found.</summary>
    public IReadOnlyList<SettingError> All => _all;

    /// <summary>One line for each wrong setting: its full key, its value and the fix.</summary>
    public IEnumerable<string> Lines => _all.Select(e => e.ToString());

    /// <summary>The same errors, for a section inside of this one.</summary>
    internal SettingErrors Inside(string key) => new(FullKey(key), _keys, _all, _foreign);

    /// <param name="key">The key inside the section: <c>Port</c>, <c>Limits:MaxVisitors</c>; empty for the section itself.</param>
    /// <param name="value">What was set; secrets mask themselves.</param>
    /// <param name="fix">What to write instead, in the imperative.</param>
    public void Add(string key, object? value, string fix)
    {
        // The first reason of a key wins: a value that cannot be read needs no range check of the default that stands in for it.
        if (!_keys.Add(FullKey(key)))
            return;
        var text = value is null ? "" : Text(value);
        _all.Add(new SettingError(text.Length == 0 ? FullKey(key) : Name(key, text), text, fix));
    }

    /// <summary>From here on, wrong values that came from elsewhere are reported under the names that they have there.</summary>
    public void Rename(IEnumerable<ForeignValue> values) => _foreign.AddRange(values.Select(v => v with { Key = FullKey(v.Key) }));

    /// <summary>Adds an error unless the condition holds; the parameters are those of <see cref="Add"/>.</summary>
    public void Require(bool holds, string key, object? value, string fix)
    {
        if (!holds)
            Add(key, value, fix);
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

    /// <summary>Requires that the file exists, where one is named.</summary>
    public void RequireFile(string key, string? path)
    {
        if (!string.IsNullOrEmpty(path))
            Require(File.Exists(path), key, path, "name a file that exists");
    }

    /// <summary>One without which nothing goes.</summary>
    public void RequirePemFile(string key, string path)
    {
        Require(!string.IsNullOrEmpty(path), key, path, "name a PEM file");
        RequireFile(key, path);
    }

    /// <summary>Checks values of a section and of all sections inside, by what stands on their properties and by their own rules.</summary>
    public void Check(ISettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var property in SettingsBinder.Properties(settings.GetType()))
        {
            if (property.GetMethod is null)
                continue;
            var value = property.GetValue(settings);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
                Require(range.IsValid(value), property.Name, value, $"write a value from {Text(range.Minimum)} to {Text(range.Maximum)}");
            else if (property.GetCustomAttribute<DurationRangeAttribute>() is { } duration)
                Require(
                    duration.IsValid(value),
                    property.Name,
                    value,
                    $"write a value from {Text(duration.Least)} to {Text(duration.Most)}{(duration.OrZero ? ", or 0s" : "")}"
                );
            else if (value is ISettings section)
                Inside(property.Name).Check(section);
        }

        settings.Validate(this);
    }

    internal string FullKey(string key) => key.Length == 0 ? _section : $"{_section}:{key}";

    private string Name(string key, string value) => _foreign.Find(f => f.Key == FullKey(key) && f.Value == value)?.Name ?? FullKey(key);

    private static string Text(object value) =>
        value switch
        {
            TimeSpan duration => DurationText.Format(duration),
            string text => text,
            IEnumerable list => string.Join(",", list.Cast<object>()),
            _ => $"{value}",
        };
}
