using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.Pki.Authority;
using SocketWarp.ScepServer.Legacy;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Tests.Legacy;

public sealed class LegacyEnvironmentTests
{
    [Fact]
    public void Variables_OfTheOriginal_SetOurs()
    {
        var settings = Apply(
            new()
            {
                ["SCEP_HTTP_LISTEN_PORT"] = "3100",
                ["SCEP_FILE_DEPOT"] = "ca-certs",
                ["SCEP_DOWNLOAD_PATH"] = "files",
                ["SCEP_CERT_VALID"] = "30",
                ["SCEP_SIGN_SCRIPT"] = "/bin/sign",
                ["SCEPCA_CN"] = "Our CA",
                ["SCEPCA_YEARS"] = "5",
                ["SCEPCA_KEY_SIZE"] = "4096",
            }
        );

        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 3100), settings.Listen);
        Assert.Equal(
            ("ca-certs", "files", TimeSpan.FromDays(30), "/bin/sign"),
            (settings.AuthorityFolder, settings.DownloadPath, settings.CertificateLifetime, settings.Hooks.CertificateIssued)
        );
        Assert.Equal(("Our CA", TimeSpan.FromDays(1825), KeyKind.Rsa4096), (settings.Authority.Name, settings.Authority.Lifetime, settings.Authority.Key));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 3200), Apply(new() { ["SCEP_HTTP_ADDR"] = ":3200" }).Listen);
    }

    [Theory]
    [InlineData("SCEP_HTTP_LISTEN_PORT", "0")]
    [InlineData("SCEP_HTTP_ADDR", "here")]
    [InlineData("SCEP_CERT_VALID", "1y")]
    [InlineData("SCEPCA_YEARS", "0")]
    [InlineData("SCEPCA_KEY_SIZE", "1024")]
    [InlineData("SCEP_CSR_VERIFIER_EXEC", "/bin/check")]
    public void Variable_Bad_IsNamed(string name, string value)
    {
        var failure = Assert.Throws<SettingsException>(() => Apply(new() { [name] = value }));
        Assert.StartsWith($"{name} is \"{value}\": ", Assert.Single(failure.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_WithoutUse_AreTold() =>
        Assert.Equal(["SCEP_DSN"], LegacyEnvironment.Ignored(name => name is "SCEP_DSN" or "SCEP_CERT_VALID" ? "x" : null));

    private static ScepSettings Apply(Dictionary<string, string> variables)
    {
        var settings = new ScepSettings();
        LegacyEnvironment.Apply(settings, variables.GetValueOrDefault);
        return settings;
    }
}
