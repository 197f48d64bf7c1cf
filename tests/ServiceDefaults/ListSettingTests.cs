using Microsoft.Extensions.Options;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>A list belongs to one source as a whole: the last that sets it.</summary>
public sealed class ListSettingTests : IDisposable
{
    private const string Text = "text";
    private const string Index = "index";
    private const string Array = "array";
    private const string Empty = "empty";

    private readonly SampleSources _sources = new();

    public void Dispose() => _sources.Dispose();

    public static TheoryData<SettingSource, string, SettingSource, string> ScalarPairs() => Pairs([Text, Index], [Text, Index, Empty]);

    public static TheoryData<SettingSource, string, SettingSource, string> SectionPairs() => Pairs([Index], [Index, Empty]);

    [Theory]
    [MemberData(nameof(ScalarPairs))]
    public void ListOfValues_SetByALaterSource_IsReplacedWhole(SettingSource earlier, string earlierForm, SettingSource later, string laterForm)
    {
        SetValues(earlier, earlierForm, "early0", "early1", "early2");
        SetValues(later, laterForm, "late");
        Assert.Equal(laterForm == Empty ? [] : ["late"], _sources.Bind().Names);
    }

    [Theory]
    [MemberData(nameof(SectionPairs))]
    public void ListOfSections_SetByALaterSource_IsReplacedWhole(SettingSource earlier, string earlierForm, SettingSource later, string laterForm)
    {
        SetSections(earlier, earlierForm, new() { Name = "early0", Size = 1 }, new() { Name = "early1", Size = 2 });
        SetSections(later, laterForm, new SamplePart { Name = "late" });
        Assert.Equal(laterForm == Empty ? [] : [new() { Name = "late" }], _sources.Bind().Parts);
    }

    [Fact]
    public void List_SetByNoLaterSource_Stays()
    {
        _sources.SetFile("""  "Names": ["a", "b"]  """);
        _sources.Set(SettingSource.CommandLine, "Count", "7");
        Assert.Equal(["a", "b"], _sources.Bind().Names);
    }

    [Fact]
    public void List_NullInALaterSource_IsAsIfNoSourceHadSetIt()
    {
        _sources.Set(SettingSource.Defaults, "Names", "a,b");
        _sources.SetFile("""  "Names": null  """);
        Assert.Empty(_sources.Bind().Names);
    }

    [Fact]
    public void List_ByTextAndByIndexInOneSource_IsRefused()
    {
        _sources.Set(SettingSource.CommandLine, "Names", "a");
        _sources.Set(SettingSource.CommandLine, "Names:0", "b");
        var failure = Assert.Throws<OptionsValidationException>(_sources.Bind);
        Assert.Equal("Sample:Names is \"a\": it is also set by index, as Sample:Names:0: keep one of the two", Assert.Single(failure.Failures));
    }

    [Fact]
    public void List_WithANameForAnIndex_IsRefused()
    {
        _sources.SetFile("""  "Names": { "first": "a" }  """);
        var failure = Assert.Throws<OptionsValidationException>(_sources.Bind);
        Assert.Equal(
            "Sample:Names:first is \"a\": this is a list: write a JSON array, or its elements as Sample:Names:0, Sample:Names:1 and so on",
            Assert.Single(failure.Failures)
        );
    }

    [Fact]
    public void Dictionary_SetBySeveralSources_IsMergedByKey()
    {
        _sources.Set(SettingSource.Defaults, "Labels:site", "north");
        _sources.Set(SettingSource.Defaults, "Labels:rack", "1");
        _sources.SetFile("""  "Labels": { "rack": "2", "floor": "3" }  """);
        _sources.Set(SettingSource.CommandLine, "Labels:floor", "4");
        Assert.Equal([new("floor", "4"), new("rack", "2"), new("site", "north")], _sources.Bind().Labels.OrderBy(l => l.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Dictionary_GivenAsOneValue_IsRefused()
    {
        _sources.Set(SettingSource.CommandLine, "Labels", "site=north");
        var failure = Assert.Throws<OptionsValidationException>(_sources.Bind);
        Assert.Equal("Sample:Labels is \"site=north\": set each name by itself, as Sample:Labels:NAME", Assert.Single(failure.Failures));
    }

    private static TheoryData<SettingSource, string, SettingSource, string> Pairs(string[] earlierForms, string[] laterForms)
    {
        var data = new TheoryData<SettingSource, string, SettingSource, string>();
        foreach (var earlier in Enum.GetValues<SettingSource>())
        {
            foreach (var later in Enum.GetValues<SettingSource>().Where(s => s > earlier))
            {
                foreach (var earlierForm in Forms(earlier, earlierForms))
                {
                    foreach (var laterForm in Forms(later, laterForms))
                        data.Add(earlier, earlierForm, later, laterForm);
                }
            }
        }

        return data;
    }

    private static IEnumerable<string> Forms(SettingSource source, IEnumerable<string> forms) => source == SettingSource.File ? forms.Append(Array) : forms;

    private void SetValues(SettingSource source, string form, params string[] values)
    {
        var text = string.Join(", ", values);
        switch (form)
        {
            case Array:
                _sources.SetFile($"\"Names\": [{string.Join(',', values.Select(v => $"\"{v}\""))}]");
                break;
            case Empty when source == SettingSource.File:
                _sources.SetFile("\"Names\": []");
                break;
            case Text when source == SettingSource.File:
                _sources.SetFile($"\"Names\": \"{text}\"");
                break;
            case Index when source == SettingSource.File:
                _sources.SetFile($"\"Names\": {{{string.Join(',', values.Select((v, i) => $"\"{i}\": \"{v}\""))}}}");
                break;
            case Index:
                for (var i = 0; i < values.Length; i++)
                    _sources.Set(source, $"Names:{i}", values[i]);
                break;
            default:
                _sources.Set(source, "Names", form == Empty ? "" : text);
                break;
        }
    }

    private void SetSections(SettingSource source, string form, params SamplePart[] parts)
    {
        if (form == Empty)
        {
            if (source == SettingSource.File)
                _sources.SetFile("\"Parts\": []");
            else
                _sources.Set(source, "Parts", "");
            return;
        }

        var members = parts.Select(p => p.Size == 0 ? $$"""{ "Name": "{{p.Name}}" }""" : $$"""{ "Name": "{{p.Name}}", "Size": {{p.Size}} }""").ToArray();
        if (form == Array)
        {
            _sources.SetFile($"\"Parts\": [{string.Join(',', members)}]");
        }
        else if (source == SettingSource.File)
        {
            _sources.SetFile($"\"Parts\": {{{string.Join(',', members.Select((m, i) => $"\"{i}\": {m}"))}}}");
        }
        else
        {
            for (var i = 0; i < parts.Length; i++)
            {
                _sources.Set(source, $"Parts:{i}:Name", parts[i].Name);
                if (parts[i].Size > 0)
                    _sources.Set(source, $"Parts:{i}:Size", $"{parts[i].Size}");
            }
        }
    }
}
