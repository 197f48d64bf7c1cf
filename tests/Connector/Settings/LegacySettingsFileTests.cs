using SocketWarp.Base.Settings;
using SocketWarp.Connector.Legacy;
using SocketWarp.Connector.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests.Settings;

public sealed class LegacySettingsFileTests : IDisposable
{
    private const string Whole = """
        {"client_cert_path":"c.pem","client_key_path":"k.pem","ca_cert_path":"ca.pem","server_name":"hostname.example.com","service_port":11443}
        """;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void WholeFile_BecomesSettings_AndAllowsEverything()
    {
        var settings = new ConnectorSettings();
        Find(Whole)!.Apply(settings);
        Assert.Equal(("c.pem", "k.pem", "ca.pem", "hostname.example.com"), (settings.CertificatePath, settings.KeyPath, settings.CaPath, settings.ServerName));
        Assert.Equal(["hostname.example.com:11443"], settings.Gateways);
        Assert.Equal(["*"], settings.Targets);
        Assert.Equal(2, settings.Protocols.Count);
    }

    [Fact]
    public void FileWithAByteOrderMark_IsRead() => Assert.Equal(11443, Find("\uFEFF" + Whole)!.Port);

    [Fact]
    public void NoFile_IsNone() => Assert.Null(LegacySettingsFile.Find(_files.Path("absent.json")));

    [Fact]
    public void AnotherProgramsFile_IsNone() => Assert.Null(Find("{\"editor.fontSize\": 12}"));

    [Fact]
    public void MissingAndWrongKeys_AreAllNamed()
    {
        var failure = Assert.Throws<SettingsException>(() => Find("{\"client_cert_path\":\"c.pem\",\"service_port\":\"11443\"}"));
        Assert.Equal(4, failure.Lines.Count);
        Assert.Contains(failure.Lines, l => l.Contains("service_port", StringComparison.Ordinal) && l.Contains("1 to 65535", StringComparison.Ordinal));
    }

    [Fact]
    public void BrokenJson_NamesFileAndLine()
    {
        var failure = Assert.Throws<SettingsException>(() => Find("{\n\"client_cert_path\": x"));
        Assert.StartsWith($"{_files.Path("settings.json")}, line 2, at client_cert_path: ", Assert.Single(failure.Lines), StringComparison.Ordinal);
    }

    private LegacySettingsFile? Find(string text)
    {
        var path = _files.Path("settings.json");
        File.WriteAllText(path, text);
        return LegacySettingsFile.Find(path);
    }
}
