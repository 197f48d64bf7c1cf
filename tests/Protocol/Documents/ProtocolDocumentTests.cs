using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SocketWarp.Protocol.Frames;

namespace SocketWarp.Protocol.Tests.Documents;

/// <summary>docs/protocol.md says what the code does.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "protocol.md"));

    [Fact]
    public void FrameKinds_InCodeAndDocument_AreTheSame() =>
        Assert.Equal(Enum.GetValues<FrameKind>().ToDictionary(k => k.ToString(), k => (ulong)k), Rows("## Frames"));

    [Fact]
    public void ErrorCodes_InCodeAndDocument_AreTheSame() =>
        Assert.Equal(Enum.GetValues<ErrorCode>().ToDictionary(c => c.ToString(), c => (ulong)c), Rows("## Error codes"));

    [Fact]
    public void Limits_InCodeAndDocument_AreTheSame()
    {
        var code = typeof(ProtocolLimits).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => $"{f.GetRawConstantValue()}");
        var document = NamedRow().Matches(Section("## Limits")).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        Assert.Equal(code, document);
    }

    [Fact]
    public void Timeouts_InCodeAndDocument_AreTheSame()
    {
        var code = typeof(ProtocolTimeouts)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(f => f.Name, f => $"{((TimeSpan)f.GetValue(null)!).TotalSeconds} s");
        var document = NamedRow().Matches(Section("## Timeouts")).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        Assert.Equal(code, document);
    }

    [Fact]
    public void Protocols_OfTheCode_AreInTheDocument()
    {
        Assert.Contains($"**ALPN** is `{WireProtocols.Native}`. `{WireProtocols.Legacy}`", Text, StringComparison.Ordinal);
        Assert.Contains($"`Hello.version` is {WireProtocols.Version} ", Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, ulong> Rows(string heading) =>
        NumberedRow()
            .Matches(Section(heading))
            .ToDictionary(m => m.Groups["name"].Value, m => ulong.Parse(m.Groups["number"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string Section(string heading)
    {
        var start = Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no section {heading}");
        var end = Text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    [GeneratedRegex(@"^\| 0x(?<number>[0-9a-f]{2}) \| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex NumberedRow();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<value>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex NamedRow();
}
