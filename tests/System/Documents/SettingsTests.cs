using System.Text.Json;
using System.Text.RegularExpressions;
using SocketWarp.Base.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Documents;

/// <summary>The settings that the documents name are the settings that exist.</summary>
public sealed partial class SettingsTests
{
    private static readonly string[] ReadByTheHost = ["Logging"];

    [Fact]
    public void Reference_SaysWhatTheClassesSay()
    {
        var path = Repository.PathOf("docs", "settings.md");
        var page = SettingsReference.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "1")
            File.WriteAllText(path, page);
        Assert.Equal(page, File.ReadAllText(path));
        Assert.All(KnownSettings.Keys, key => Assert.Contains($"| `{key}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_ThatASharedFileMayHave_AreThoseOfAllProcesses() =>
        Assert.Equal(KnownSettings.Keys.Select(k => k.Split(':')[0]).Distinct().Order(), ServiceConfiguration.Sections.Order());

    [Fact]
    public void Settings_ThatAreLists_HoldNoSections() =>
        // A native program has no constructor that only the binder would call.
        Assert.DoesNotContain(
            KnownSettings.All,
            setting => SettingsBinder.ElementType(setting.Property.PropertyType) is { } element && SettingsBinder.IsSection(element)
        );

    [Fact]
    public void SampleFiles_InDocuments_HaveOnlyKeysThatExist()
    {
        var samples = DocumentBlock
            .All()
            .Where(b => b.Language == "json")
            .Select(b => (At: $"{b.Document}:{b.Line}", b.Text))
            .Concat(
                DocumentBlock.All().SelectMany(b => HereDocument().Matches(b.Text).Select(m => (At: $"{b.Document}:{b.Line}", Text: m.Groups["text"].Value)))
            );
        var unknown =
            from sample in samples
            from key in Keys(JsonDocument.Parse(sample.Text).RootElement, "")
            where !KnownSettings.Keys.Contains(key) && !ReadByTheHost.Contains(key.Split(':')[0])
            select $"{sample.At} {key}";
        Assert.Empty(unknown);
    }

    private static IEnumerable<string> Keys(JsonElement element, string prefix)
    {
        // A list or map of values is one key.
        if (element.ValueKind != JsonValueKind.Object || KnownSettings.Keys.Contains(prefix))
            return [prefix];
        return element.EnumerateObject().SelectMany(p => Keys(p.Value, prefix.Length == 0 ? p.Name : $"{prefix}:{p.Name}"));
    }

    [GeneratedRegex(@"^cat > \S+\.json << 'END'\n(?<text>.*?)^END$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HereDocument();
}
