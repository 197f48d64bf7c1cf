using System.Text;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class SettingsFileTests : IDisposable
{
    private readonly SampleSources _sources = new();

    public void Dispose() => _sources.Dispose();

    [Theory]
    [InlineData(
        "{\n  \"Sample\": {\n    \"Count\": 7\n    \"Name\": \"x\"\n  }\n}",
        "line 4, at Sample:Count: this is not JSON: '\"' is invalid after a value"
    )]
    [InlineData("{\n  \"Sample\": {\n    \"Count\": seven\n  }\n}", "line 3, at Sample:Count: this is not JSON: 's' is an invalid start of a value")]
    [InlineData("{\n  \"Sample\": {\n    \"Names\": [ \"a\",\n \"b ]\n  }\n}", "line 4, at Sample:Names:1: this is not JSON: ")]
    [InlineData("{\n  \"Sample\": {\n    \"Count\": 7\n", "line 4, at Sample:Count: this is not JSON: ")]
    [InlineData("{\n  \"Sample\": { \"Inner\": {\n    \"Depth\": 1,\n    \"depth\": 2\n  } }\n}", "line 4, at Sample:Inner:depth: this key is there twice")]
    [InlineData("{ \"Sample\": { \"Names\": [ \"a\" ], \"Count\": 1,\n \"Names\": [ \"b\" ] } }", "line 2, at Sample:Names:0: this key is there twice")]
    [InlineData(
        "{\n  \"Sample\": {\n    \"Name\": \"half of \\ud83d\"\n  }\n}",
        "line 3, at Sample:Name: this text is not Unicode: write both halves of the character"
    )]
    [InlineData("[]", "line 1: this is no object: ")]
    [InlineData("", "line 1: this is not JSON: ")]
    [InlineData("{} {}", "line 1: this is not JSON: ")]
    public void SettingsFile_ThatIsNotJson_IsNamedWithLineAndKey(string json, string expected)
    {
        _sources.SetWholeFile(json);
        var failure = Assert.Throws<SettingsException>(_sources.Bind);
        Assert.StartsWith($"{_sources.FilePath}, {expected}", Assert.Single(failure.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SettingsFile_WithCommentsAndTrailingCommas_IsRead()
    {
        _sources.SetFile("\n// a comment\n\"Count\": 7, \"On\": true, \"Optional\": null, /* and one */ \"Names\": [\"a\",],\n");
        var settings = _sources.Bind();
        Assert.Equal((7, true, null), (settings.Count, settings.On, settings.Optional));
        Assert.Equal(["a"], settings.Names);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void SettingsFile_WithAByteOrderMark_IsRead(string encoding)
    {
        _sources.SetWholeFile("""{ "Sample": { "Name": "Zoë" } }""", Encoding.GetEncoding(encoding));
        Assert.Equal("Zoë", _sources.Bind().Name);
    }

    [Fact]
    public void SettingsFile_OfSeveralProcesses_ServesThemAll()
    {
        _sources.SetWholeFile(
            """{ "Sample": { "Count": 7 }, "Gateway": { "Port": 1 }, "Connector": { "Targets": ["*"] }, """
                + """ "Api": {}, "AppHost": {}, "Legacy": {}, "Scep": {}, "State": {}, "Control": {} }"""
        );
        Assert.Equal(7, _sources.Bind().Count);
    }

    [Theory]
    [InlineData(
        """{ "Conector": { "Targets": ["*"] } }""",
        "Conector is an unknown section; known: Api, AppHost, Certificates, Config, Connector, Control, Gateway, Legacy, Logging, Process, Sample, "
            + "Scep, State, Target, Telemetry"
    )]
    [InlineData("""{ "Gatway": {} }""", "Gatway is an unknown section; ")]
    [InlineData("""{ "Gateway": {}, "Sample": { "Cuont": 7 } }""", "Sample:Cuont is \"7\": unknown key; ")]
    [InlineData("""{ "Sample": 7 }""", "Sample is \"7\": this is a section: set the keys in it")]
    [InlineData(
        """{ "Logging": { "LogLevel": { "Default": "Loud" } } }""",
        "Logging:LogLevel:Default is \"Loud\": write one of Trace, Debug, Information, Warning, Error, Critical, None"
    )]
    [InlineData("""{ "Logging": { "LogLevel": { "SocketWarp.Pki": "Verbose" } } }""", "Logging:LogLevel:SocketWarp.Pki is \"Verbose\": write one of ")]
    [InlineData("""{ "Logging": { "Console": { "LogLevel": { "Default": "Loud" } } } }""", "Logging:Console:LogLevel:Default is \"Loud\": write one of ")]
    [InlineData("""{ "Logging": { "LogLevel": "Debug" } }""", "Logging:LogLevel is \"Debug\": this is a section: set Logging:LogLevel:Default")]
    [InlineData("""{ "Logging": "Debug" }""", "Logging is \"Debug\": this is a section: set Logging:LogLevel:Default")]
    [InlineData("""{ "Logging": { "Level": "Debug" } }""", "Logging:Level is \"Debug\": unknown key; known here: LogLevel, Console, OpenTelemetry")]
    public void SettingsFile_WithAWrongKeyOrLevel_IsRefused(string json, string expected)
    {
        _sources.SetWholeFile(json);
        var failure = Assert.Throws<OptionsValidationException>(_sources.Bind);
        Assert.StartsWith(expected, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void SectionOfAnotherProcess_OnTheCommandLine_IsRefused()
    {
        _sources.SetCommandLine("--Gateway:Port", "1");
        var failure = Assert.Throws<OptionsValidationException>(_sources.Bind);
        Assert.Equal("Gateway is an unknown section; known: Certificates, Config, Logging, Process, Sample, Telemetry", Assert.Single(failure.Failures));
    }
}
