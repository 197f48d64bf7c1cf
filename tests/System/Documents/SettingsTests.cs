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
    public void Operations_Tables_NameEverySettingAndNoOther()
    {
        var documented = Row().Matches(File.ReadAllText(Repository.PathOf("docs", "operations.md"))).Select(m => m.Groups["key"].Value).ToHashSet();
        Assert.Empty(KnownSettings.Keys.Except(documented).Order());
        Assert.Empty(documented.Except(KnownSettings.Keys).Order());
    }

    [Fact]
    public void Sections_ThatASharedFileMayHave_AreThoseOfAllProcesses() =>
        Assert.Equal(KnownSettings.Keys.Select(k => k.Split(':')[0]).Distinct().Order(), ServiceConfiguration.Sections.Order());

    [Fact]
    public void SampleFiles_InDocuments_HaveOnlyKeysThatExist()
    {
        var samples = DocumentBlock.All().Where(b => b.Language == "json").Select(b => (At: $"{b.Document}:{b.Line}", b.Text))
            .Concat(DocumentBlock.All().SelectMany(b => HereDocument().Matches(b.Text).Select(m => (At: $"{b.Document}:{b.Line}", Text: m.Groups["text"].Value))));
        var unknown = from sample in samples
                      from key in Keys(JsonDocument.Parse(sample.Text).RootElement, "")
                      where !KnownSettings.Keys.Contains(key) && !ReadByTheHost.Contains(key.Split(':')[0])
                      select $"{sample.At} {key}";
        Assert.Empty(unknown);
    }

    private static IEnumerable<string> Keys(JsonElement element, string prefix)
    {
        // A list or map of values is one key.
        if (element.ValueKind != JsonValueKind.Object || KnownSettings.Keys.Contains(prefix)) return [prefix];
        return element.EnumerateObject().SelectMany(p => Keys(p.Value, prefix.Length == 0 ? p.Name : $"{prefix}:{p.Name}"));
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w*(:\w+)+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^cat > \S+\.json << 'END'\n(?<text>.*?)^END$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HereDocument();
}
