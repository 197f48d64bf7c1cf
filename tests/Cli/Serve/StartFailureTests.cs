using System.Net;
using System.Net.Sockets;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary>Every failure at start: one clear line each, and a code that is not 0.</summary>
public sealed class StartFailureTests
{
    [Fact]
    public async Task Listener_NoCertificate_NamesTheFile()
    {
        await using var site = await Site.CreateAsync();
        File.Delete(Path.Combine(site.Outside, "cert.pem"));
        await FailsAsync(site.StartListener(), 2, "warp: error: SWL_CERT_PATH is \"cert.pem\": name a file that exists");
    }

    [Fact]
    public async Task Listener_NoCertificateWhereOurSettingSays_NamesOurSetting()
    {
        await using var site = await Site.CreateAsync();
        await FailsAsync(
            site.StartListener("--Gateway:CertificatePath", "absent.pem"),
            2,
            "warp: error: Gateway:CertificatePath is \"absent.pem\": name a file that exists"
        );
    }

    [Fact]
    public async Task Listener_NothingSet_LooksWhereSocketWarpDoes()
    {
        using var directory = new TestDirectory();
        var listener = RunningProcess.Start(Warp.Program, ["listener"], folder: directory.Path);
        await FailsAsync(
            listener,
            2,
            "warp: error: SWL_CERT_PATH is \"../Certs_and_Key/swl-1/cert.pem\": name a file that exists",
            "warp: error: SWL_KEY_PATH is \"../Certs_and_Key/swl-1/key.pem\": name a file that exists",
            "warp: error: SWL_CA_PATH is \"../Certs_and_Key/swl-1/ca.crt\": name a file that exists"
        );
    }

    [Fact]
    public async Task Listener_BadVariables_AreReportedTogether()
    {
        await using var site = await Site.CreateAsync();
        site.Environment["SWL_PORT"] = "70000";
        site.Environment["SWL_SCEP_URL"] = "nonsense";
        site.Environment["APIS_PORT"] = "many";
        site.Environment["SWL_LOG_LEVEL"] = "loud";
        await FailsAsync(
            site.StartListener(),
            2,
            "warp: error: APIS_PORT is \"many\": write a port from 1 to 65535",
            "warp: error: SWL_LOG_LEVEL is \"loud\": write off, error, warn, info, debug, trace",
            "warp: error: SWL_PORT is \"70000\": write a port from 1 to 65535",
            "warp: error: SWL_SCEP_URL is \"nonsense\": write an http or https URL"
        );
    }

    [Fact]
    public async Task Listener_PortOfApiInUse_SaysSo()
    {
        await using var site = await Site.CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        site.Environment["APIS_PORT"] = $"{port}";
        var error = await FailsAsync(site.StartListener(), 1);
        Assert.Contains($":{port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_PortOfSessionsInUse_SaysSo()
    {
        await using var site = await Site.CreateAsync();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        site.Environment["SWL_PORT"] = $"{port}";
        var error = await FailsAsync(site.StartListener(), 1);
        Assert.Contains($":{port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_PortsThatItMayNotOpen_AreNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "setpriv is Linux's");
        await using var site = await Site.CreateAsync();
        site.Environment["SWL_PORT"] = "1";
        string[] unprivileged = ["--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"];
        var listener = RunningProcess.Start(
            "setpriv",
            [.. unprivileged, Warp.Program, "listener", "--Api:Listen", "127.0.0.1:1", "--Control:Listen", "127.0.0.1:2"],
            site.Environment,
            site.Outside
        );
        await FailsAsync(
            listener,
            2,
            "warp: error: Api:Listen is \"127.0.0.1:1\": this user may not listen on a port below 1024: choose a higher one, *",
            "warp: error: Control:Listen is \"127.0.0.1:2\": this user may not listen on a port below 1024: choose a higher one, *",
            "warp: error: SWL_PORT is \"1\": this user may not listen on a port below 1024: choose a higher one, *"
        );
    }

    [Fact]
    public async Task Listener_WrongLogLevelAndOtherSettings_AreReportedTogether()
    {
        await using var site = await Site.CreateAsync();
        await FailsAsync(
            site.StartListener("--Logging:LogLevel:Default", "Loud", "--Gateway:DrainPeriod", "2h"),
            2,
            "warp: error: Logging:LogLevel:Default is \"Loud\": write one of Trace, Debug, *",
            "warp: error: Gateway:DrainPeriod is \"2h\": *"
        );
    }

    [Fact]
    public async Task Connector_BrokenSettingsFiles_AreNamedWithLineAndKey()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(
            directory.File("socketwarp.json"),
            "{\n  \"Connector\": {\n    \"Targets\": [\"*\"]\n    \"Name\": \"x\"\n} }",
            TestContext.Current.CancellationToken
        );
        await FailsAsync(
            RunningProcess.Start(Warp.Program, ["connector"], folder: directory.Path),
            2,
            $"warp: error: {directory.File("socketwarp.json")}, line 4, at Connector:Targets: this is not JSON: *"
        );

        File.Delete(directory.File("socketwarp.json"));
        await File.WriteAllTextAsync(
            directory.File("settings.json"),
            "{\n  \"client_cert_path\": \"cert.pem\",\n  \"server_name\": localhost\n}",
            TestContext.Current.CancellationToken
        );
        await FailsAsync(
            RunningProcess.Start(Warp.Program, ["connector"], folder: directory.Path),
            2,
            "warp: error: settings.json, line 3, at server_name: this is not JSON: *"
        );
    }

    [Fact]
    public async Task Listener_UnknownSetting_SaysSo()
    {
        await using var site = await Site.CreateAsync();
        await FailsAsync(site.StartListener("--Gateway:Colour", "red"), 2, "warp: error: Gateway:Colour is \"red\": unknown key; *");
    }

    [Fact]
    public async Task Listener_UnknownArgument_SaysSo()
    {
        await using var site = await Site.CreateAsync();
        await FailsAsync(site.StartListener("fast"), 2, "warp: error: argument \"fast\" is unknown: write --Section:Key value");
    }

    [Fact]
    public async Task Connector_HalfSettingsFile_NamesWhatIsMissing()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(
            directory.File("settings.json"),
            """{"client_cert_path":"cert.pem","client_key_path":"key.pem","ca_cert_path":"ca.crt","server_name":"localhost"}""",
            TestContext.Current.CancellationToken
        );
        var connector = RunningProcess.Start(Warp.Program, ["connector"], folder: directory.Path);
        await FailsAsync(connector, 2, "warp: error: settings.json: service_port must be a port from 1 to 65535");
    }

    [Fact]
    public async Task Connector_SettingsFileOfWrongValues_NamesItsKeys()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(
            directory.File("settings.json"),
            """{"client_cert_path":"my.pem","client_key_path":"my.key","ca_cert_path":"the.crt","server_name":"a gateway","service_port":11443}""",
            TestContext.Current.CancellationToken
        );
        var connector = RunningProcess.Start(Warp.Program, ["connector"], folder: directory.Path);
        await FailsAsync(
            connector,
            2,
            "warp: error: settings.json: client_cert_path is \"my.pem\": name a file that exists",
            "warp: error: settings.json: client_key_path is \"my.key\": name a file that exists",
            "warp: error: settings.json: ca_cert_path is \"the.crt\": name a file that exists",
            "warp: error: settings.json: server_name and service_port is \"a gateway:11443\": write host:port, *",
            "warp: error: settings.json: server_name is \"a gateway\": write the DNS name or IP address *"
        );
    }

    [Fact]
    public async Task Connector_UnknownCertificate_EndsWithRefused()
    {
        await using var site = await Site.CreateAsync();
        await using var other = await Site.CreateAsync();
        await using var listener = site.StartListener();
        await TestApi.UntilAsync(() => site.RunAsync(Warp.Program, "list"), list => list.Code == 0);

        // It trusts the gateway, but comes with a certificate of somebody else's authority.
        File.Copy(Path.Combine(other.Inside, "cert.pem"), Path.Combine(site.Inside, "cert.pem"), overwrite: true);
        File.Copy(Path.Combine(other.Inside, "key.pem"), Path.Combine(site.Inside, "key.pem"), overwrite: true);
        await FailsAsync(site.StartConnector(), 3, "warp: error: *");
    }

    private static async Task<string> FailsAsync(RunningProcess program, int code, params string[] lines)
    {
        await using (program)
        {
            Assert.True(await program.ExitAsync() == code, program.Error);
            // Logs go to the same stream; errors are what is said last.
            var errors = program
                .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l.StartsWith("warp: ", StringComparison.Ordinal))
                .ToArray();
            Assert.True(errors.Length > 0, program.Error);
            if (lines.Length > 0)
                Assert.Collection(errors, [.. lines.Select(l => (Action<string>)(e => AssertLike(l, e)))]);
            else
                Assert.Single(errors);
            Assert.DoesNotContain("   at ", program.Error, StringComparison.Ordinal);
            return string.Join('\n', errors);
        }
    }

    private static void AssertLike(string expected, string actual)
    {
        if (expected.EndsWith('*'))
            Assert.StartsWith(expected[..^1], actual, StringComparison.Ordinal);
        else
            Assert.Equal(expected, actual);
    }
}
