using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SocketWarp.Base;
using SocketWarp.Base.Settings;

namespace SocketWarp.SystemTests.Documents;

/// <summary>The page that lists all settings: made of the settings classes, their comments, ranges and defaults.</summary>
internal static partial class SettingsReference
{
    private static readonly (string Title, string[] Sections)[] Chapters =
    [
        ("ControlApi", ["Api", "Control", "State", "Legacy"]),
        ("ScepServer", ["Scep"]),
        ("Gateway", ["Gateway"]),
        ("Connector", ["Connector"]),
        ("All processes", ["Process", "Telemetry", "Certificates"]),
        ("AllInOne: also those of its four services", ["AppHost"]),
        ("Target", ["Target"]),
    ];

    private const int Kibi = 1024;
    private const int Mebi = 1024 * 1024;

    private static readonly Dictionary<string, XElement> Comments = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "SocketWarp.*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(m => m.Element("summary") is not null)
        .DistinctBy(m => m.Attribute("name")!.Value)
        .ToDictionary(m => m.Attribute("name")!.Value, m => m.Element("summary")!);

    public static string Render()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Settings

            This page is made from the settings classes and their comments; `UPDATE_DOCUMENTS=1 ./test.sh System` writes it again.
            How settings are read, and what several sources of one setting mean: [operations.md](operations.md#settings).

            """
        );
        foreach (var (title, sections) in Chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| setting | default | values | meaning |\n|---|---|---|---|\n");
            foreach (var setting in sections.SelectMany(section => KnownSettings.All.Where(s => s.Key.StartsWith($"{section}:", StringComparison.Ordinal))))
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{setting.Key}` | {Default(setting.Default, IsSize(setting.Property))} | {Values(setting.Property)} | {Meaning(setting.Property)} |\n"
                );
        }

        return page.ToString();
    }

    private static string Default(object? value, bool isSize = false) =>
        value switch
        {
            null or "" => "",
            // Not the same on two machines.
            string text when text == Environment.MachineName => "",
            IDictionary => "",
            string text => $"`{text}`",
            IEnumerable list => string.Join(", ", list.Cast<object>().Select(v => Default(v))),
            TimeSpan duration => $"`{DurationText.Format(duration)}`",
            bool on => on ? "`true`" : "`false`",
            double number => number.ToString("0.###", CultureInfo.InvariantCulture),
            int or long when isSize && Convert.ToInt64(value, CultureInfo.InvariantCulture) is >= 4 * Kibi and var bytes && bytes % Kibi == 0 =>
                $"{bytes} ({Binary(bytes)})",
            int or long => $"{value}",
            _ => $"`{value}`",
        };

    /// <summary>Whether a number counts bytes, as its comment says.</summary>
    private static bool IsSize(PropertyInfo property) => Meaning(property).Contains("ytes", StringComparison.Ordinal);

    private static string Binary(long bytes) => bytes % Mebi == 0 ? $"{bytes / Mebi} MiB" : $"{bytes / Kibi} KiB";

    private static string Values(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            return $"{Default(range.Minimum, IsSize(property))} to {Default(range.Maximum, IsSize(property))}";
        if (property.GetCustomAttribute<DurationRangeAttribute>() is { } duration)
            return $"{Default(duration.Least)} to {Default(duration.Most)}{(duration.OrZero ? ", or `0s`" : "")}";
        return property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(n => $"`{n}`")) : "";
    }

    private static string Meaning(PropertyInfo property)
    {
        var key = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        return Comments.TryGetValue(key, out var summary)
            ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
            : throw new InvalidOperationException($"{key} has no comment: write a summary");
    }

    private static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see when see.Attribute("href") is { } href => $"[{string.Concat(see.Nodes().Select(Text))}]({href.Value})",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            _ => throw new InvalidOperationException($"{node}: write text, <c> or <see>"),
        };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
