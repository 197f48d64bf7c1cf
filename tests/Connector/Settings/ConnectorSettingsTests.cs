using SocketWarp.Base.Settings;
using SocketWarp.Connector.Settings;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Tests.Settings;

public sealed class ConnectorSettingsTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Defaults_WithAGateway_AreValid() => Assert.Empty(Validate(_ => { }));

    [Theory]
    [InlineData("Gateways:0", "gateway")]
    [InlineData("Targets:0", "no port")]
    [InlineData("Protocols", "h3")]
    [InlineData("Engine", "warp")]
    [InlineData("CertificatePath", "absent.pem")]
    public void WrongValue_IsNamedWithKeyAndValue(string key, string value)
    {
        var line = Assert.Single(Validate(settings => Set(settings, key, value)));
        Assert.StartsWith($"Connector:{key} is \"{value}\": ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void UrlsAndPortsWhereNamesAreWanted_AreNamedWithWhatToWrite() =>
        Assert.Equal(
            [
                "Connector:Gateways:0 is \"https://gw.example.com\": write gw.example.com:443",
                "Connector:Targets:0 is \"http://x:80\": write x:80",
                "Connector:ServerName is \"gw.example.com:11443\": write the DNS name or IP address that the gateway's certificate has, without scheme "
                    + "and port",
            ],
            Validate(s => (s.Gateways, s.Targets, s.ServerName) = (["https://gw.example.com"], ["http://x:80"], "gw.example.com:11443"))
        );

    [Fact]
    public void NoGateway_IsNamed() =>
        Assert.StartsWith("Connector:Gateways is not set: ", Assert.Single(Validate(s => s.Gateways = [])), StringComparison.Ordinal);

    [Fact]
    public void Enrollment_NeedsNoFiles_ButUidAndFingerprint()
    {
        var lines = Validate(s =>
        {
            (s.CertificatePath, s.KeyPath, s.CaPath) = (_files.Path("a.pem"), _files.Path("a.key"), _files.Path("a.crt"));
            (s.Enrollment.Url, s.Enrollment.Secret, s.Enrollment.SecretPath) = (new Uri("http://ca.example.com/scep"), "hunter2", "secret.txt");
            (s.Enrollment.KeyBits, s.Enrollment.RenewAt) = (1024, 1);
        });
        string[] keys = ["Uid is not set", "CaFingerprint is not set", "SecretPath is \"secret.txt\"", "KeyBits is \"1024\"", "RenewAt is \"1\""];
        Assert.Equal(keys.Length, lines.Count);
        Assert.All(keys, key => Assert.Contains(lines, l => l.StartsWith($"Connector:Enrollment:{key}: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://ca.example.com/scep", 1)]
    [InlineData("http://ca.example.com/scep", 0)]
    public void Enrollment_AuthorityOfTls_MustBeThere_AndThatOfScepMayComeLater(string url, int errors)
    {
        var lines = Validate(s => (s.Enrollment.Url, s.Enrollment.Uid, s.Enrollment.CaPath) = (new Uri(url), "alice", "missing.crt"));
        Assert.Equal(errors, lines.Count(l => l.StartsWith("Connector:Enrollment:CaPath is \"missing.crt\": ", StringComparison.Ordinal)));
        Assert.Equal(errors, lines.Count);
    }

    [Fact]
    public void NestedRanges_AreNamedWithTheirSection()
    {
        var lines = Validate(s => (s.Tunnels.MaxTunnels, s.Reconnect.MaximumDelay) = (0, TimeSpan.Zero));
        Assert.Contains(lines, l => l.StartsWith("Connector:Tunnels:MaxTunnels ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Connector:Reconnect:MaximumDelay ", StringComparison.Ordinal));
    }

    [Fact]
    public void EngineOptions_OutOfTheirRanges_AreNamedWithWhatToWrite()
    {
        var lines = Validate(s =>
            (s.Ngtcp2, s.Windows, s.Sockets) = (
                new EngineOptions { MaxDatagramPayload = 1199, MaxBufferedBytes = 1 },
                new FlowWindows { Session = 1024 * 1024 },
                new SocketOptions { KeepAliveAfter = TimeSpan.Zero }
            )
        );
        Assert.Equal(
            [
                "Connector:Windows:Session is \"1048576\": write at least as much as MaxStream, 8388608",
                "Connector:Sockets:KeepAliveAfter is \"0s\": write a value from 1s to 9h",
                "Connector:Ngtcp2:MaxDatagramPayload is \"1199\": write a value from 1200 to 65507",
                "Connector:Ngtcp2:MaxBufferedBytes is \"1\": write a value from 1048576 to 1099511627776",
            ],
            lines
        );
    }

    private static void Set(ConnectorSettings settings, string key, string value)
    {
        switch (key)
        {
            case "Gateways:0":
                settings.Gateways = [value];
                break;
            case "Targets:0":
                settings.Targets = [value];
                break;
            case "Protocols":
                settings.Protocols = [value];
                break;
            case "Engine":
                settings.Engine = value;
                break;
            default:
                settings.CertificatePath = value;
                break;
        }
    }

    private IReadOnlyList<string> Validate(Action<ConnectorSettings> change)
    {
        var (certificate, key) = _files.Client("inside");
        var settings = new ConnectorSettings
        {
            Gateways = ["localhost:11443"],
            CertificatePath = certificate,
            KeyPath = key,
            CaPath = _files.Authority,
        };
        change(settings);
        var errors = new SettingErrors(ConnectorSettings.Section);
        errors.Check(settings);
        return [.. errors.Lines];
    }
}
