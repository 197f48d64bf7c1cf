using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.QuicGateway.Legacy;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Tests.Legacy;

public sealed class LegacyGatewayEnvironmentTests
{
    [Fact]
    public void AllVariables_BecomeSettings()
    {
        var settings = Apply(
            new()
            {
                ["SWL_CERT_PATH"] = "c.pem",
                ["SWL_KEY_PATH"] = "k.pem",
                ["SWL_CA_PATH"] = "ca.pem",
                ["SWL_ADDRS"] = "::",
                ["SWL_PORT"] = "12345",
                ["SWL_SCEP_URL"] = "http://scep.example.com/verify",
            }
        );
        Assert.Equal(
            ("c.pem", "k.pem", "ca.pem", IPAddress.IPv6Any, 12345),
            (settings.CertificatePath, settings.KeyPath, settings.CaPath, settings.Address, settings.Port)
        );
        Assert.Equal("http://scep.example.com/verify", settings.Admission.VerifyUrl.ToString());
    }

    [Fact]
    public void NoVariables_ChangeNothing()
    {
        var settings = Apply([]);
        Assert.Equal((11443, new Uri("http://127.0.0.1:3000/api/cert/verify")), (settings.Port, settings.Admission.VerifyUrl));
    }

    [Fact]
    public void WrongVariables_AreAllNamed()
    {
        var failure = Assert.Throws<SettingsException>(() =>
            Apply(
                new()
                {
                    ["SWL_ADDRS"] = "here",
                    ["SWL_PORT"] = "0",
                    ["SWL_SCEP_URL"] = "scep",
                }
            )
        );
        Assert.Equal(["SWL_ADDRS is \"here\"", "SWL_PORT is \"0\"", "SWL_SCEP_URL is \"scep\""], failure.Lines.Select(l => l.Split(':')[0]));
    }

    private static GatewaySettings Apply(Dictionary<string, string> variables)
    {
        var settings = new GatewaySettings();
        LegacyGatewayEnvironment.Apply(settings, variables.GetValueOrDefault);
        return settings;
    }
}
