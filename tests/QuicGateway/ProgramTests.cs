using System.Net;
using System.Net.Sockets;
using SocketWarp.Base;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests;

/// <summary>The program as people start it: a failure is one clear line and an exit code.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task WrongSettings_AreAllNamed()
    {
        (string Key, string Value)[] wrong =
        [
            ("Colour", "red"),
            ("Port", "70000"),
            ("Sessions:MaxTunnels", "0"),
            ("CertificatePath", "absent.pem"),
            ("Ngtcp2:CongestionControl", "reno"),
            ("Handshakes:PerSecond", "0"),
            ("Windows:MaxStream", "65536"),
            ("Sockets:KeepAliveProbes", "500"),
            ("Admission:WatchUrl", "ftp://scep/watch"),
            ("Admission:CaPath", "missing.crt"),
            ("Admission:WatchMaximumDelay", "10ms"),
            ("Admission:ReverifyInterval", "0s"),
            ("Admission:MaxReverifications", "0"),
            ("Admission:LiveSessionGrace", "31d"),
        ];
        await using var process = Start([.. wrong.SelectMany(w => new[] { $"--Gateway:{w.Key}", w.Value })]);
        Assert.Equal(ExitCodes.BadSettings, await process.ExitAsync());
        foreach (var (key, value) in wrong)
            await process.WaitForLineAsync($"Gateway:{key} is \"{value}\": ");
        Assert.All(process.Lines, line => Assert.StartsWith("socketwarp-gateway: error: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PortInUse_IsOneLineThatNamesIt()
    {
        using var rival = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)rival.Client.LocalEndPoint!).Port;
        await using var process = StartWhole("--Gateway:Port", $"{port}");
        Assert.Equal(ExitCodes.Failure, await process.ExitAsync());
        var line = await process.WaitForLineAsync("error:");
        Assert.Contains($"127.0.0.1:{port}", line, StringComparison.Ordinal);
        Assert.Contains("Gateway:Port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StateDirectoryInUse_IsOneLineThatNamesIt()
    {
        await using var first = StartWhole("--Gateway:Port", "0");
        await first.WaitForLineAsync("Listening for connectors on");
        await using var second = StartWhole("--Gateway:Port", "0");
        Assert.Equal(ExitCodes.Failure, await second.ExitAsync());
        Assert.Matches(
            "Gateway:StateDirectory is \".+\": another process uses it; end that one or name another directory",
            await second.WaitForLineAsync("error:")
        );
    }

    [Fact]
    public async Task KeyOfAnotherCertificate_IsNamed()
    {
        var (certificate, _) = _files.Server();
        var (_, key) = _files.Client("other");
        await using var process = Start("--Gateway:CertificatePath", certificate, "--Gateway:KeyPath", key, "--Gateway:CaPath", _files.Authority);
        Assert.Equal(ExitCodes.Failure, await process.ExitAsync());
        Assert.Contains("does not belong", await process.WaitForLineAsync("error:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlApiBehindAUnixSocketIsAway_TheSocketIsNamedAndNoOtherAddress()
    {
        var socket = _files.Path("control.sock");
        await using var process = StartWhole("--Gateway:Port", "0", "--Gateway:Control:Address", $"unix://{socket}");
        var line = await process.WaitForLineAsync("No link to ControlApi");
        Assert.Contains(socket, line, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminated_EndsWithSuccess()
    {
        await using var process = StartWhole("--Gateway:Port", "0");
        await process.WaitForLineAsync("Listening for connectors on");
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    [Fact]
    public async Task Hangup_HasLevelsAndCertificatesReadAgain_AndNamesWhatNeedsARestart()
    {
        await WriteSettingsAsync("Information", "1s");
        await using var process = StartWhole("--Gateway:Port", "0");
        await process.WaitForLineAsync("Listening for connectors on");
        await WriteSettingsAsync("Debug", "1500ms");
        _files.ReplaceServer();
        await process.SignalAsync("HUP");
        await process.WaitForLineAsync("The log levels of the settings are in use from now on");
        Assert.EndsWith(": Gateway:DrainPeriod", await process.WaitForLineAsync("take effect at the next start"), StringComparison.Ordinal);
        await process.WaitForLineAsync("SIGHUP is done");
        Assert.Contains("server.pem", await process.WaitForLineAsync("Replaced files are in use"), StringComparison.Ordinal);
        await process.WaitForLineAsync("Still no link to ControlApi");

        _files.ReplaceServer(_files.CreateServer(expiresIn: TimeSpan.FromMinutes(-1)));
        await WriteSettingsAsync("Loud", "1s");
        await process.SignalAsync("HUP");
        Assert.Contains(
            "Logging:LogLevel:Default is \"Loud\": write one of",
            await process.WaitForLineAsync("The settings could not be read again"),
            StringComparison.Ordinal
        );
        Assert.Contains("server.pem", await process.WaitForLineAsync("Replaced files cannot be used"), StringComparison.Ordinal);
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());

        Task WriteSettingsAsync(string level, string drain) =>
            File.WriteAllTextAsync(
                _files.Path("socketwarp.json"),
                $$"""{ "Logging": { "LogLevel": { "Default": "{{level}}" } }, "Gateway": { "DrainPeriod": "{{drain}}" } }"""
            );
    }

    [Fact]
    public async Task UserSignals_LogTheState_AndTurnDebugOnAndOff()
    {
        await using var process = StartWhole("--Gateway:Port", "0");
        await process.WaitForLineAsync("Listening for connectors on");
        await process.SignalAsync("USR1");
        await process.WaitForLineAsync("SIGUSR1: gateway default: sessions 0, tunnels 0, assignments 0 (listening 0, waiting 0, failed 0)");
        await process.SignalAsync("USR2");
        await process.WaitForLineAsync("SIGUSR2: everything of socket-warp that is Debug is logged");
        await process.WaitForLineAsync("Still no link to ControlApi");
        await process.SignalAsync("USR2");
        await process.WaitForLineAsync("SIGUSR2: the log levels are those of the settings");
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    [Fact]
    public async Task StandardErrorIsNotRead_StartsServesAndEnds()
    {
        await using var control = await ControlServer.StartAsync();
        var (certificate, key) = _files.Server();
        await using var process = RunningProcess.StartUnread(
            typeof(GatewayStatus),
            _files.Folder,
            "--Gateway:Address",
            "127.0.0.1",
            "--Gateway:Port",
            "0",
            "--Gateway:CertificatePath",
            certificate,
            "--Gateway:KeyPath",
            key,
            "--Gateway:CaPath",
            _files.Authority,
            "--Gateway:Control:TokenPath=",
            "--Gateway:Control:Address",
            control.Address.ToString(),
            "--Logging:LogLevel:Default",
            "Trace"
        );
        await control.Reports.WaitAsync(r => r.Attach is not null);
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    private RunningProcess StartWhole(params string[] arguments)
    {
        var (certificate, key) = _files.Server();
        return Start([
            "--Gateway:Address",
            "127.0.0.1",
            "--Gateway:CertificatePath",
            certificate,
            "--Gateway:KeyPath",
            key,
            "--Gateway:CaPath",
            _files.Authority,
            "--Gateway:Control:TokenPath=",
            .. arguments,
        ]);
    }

    private RunningProcess Start(params string[] arguments) => RunningProcess.Start(typeof(GatewayStatus), _files.Folder, arguments);
}
