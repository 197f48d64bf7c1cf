using SocketWarp.Base;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests;

/// <summary>The program as people start it: a failure is one clear line and an exit code.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task UnknownKeyAndMissingGateway_AreBothNamed()
    {
        await using var process = Start("--Connector:Colour", "red");
        Assert.Equal(ExitCodes.BadSettings, await process.ExitAsync());
        await process.WaitForLineAsync("Connector:Colour");
        await process.WaitForLineAsync("Connector:Gateways is not set");
        Assert.All(process.Lines, line => Assert.StartsWith("socketwarp-connector: error: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CertificateIsNone_IsNamed()
    {
        var (_, key) = _files.Client("inside");
        await File.WriteAllTextAsync(_files.Path("cert.pem"), "nothing");
        await using var process = Start(
            "--Connector:Gateways",
            "127.0.0.1:1",
            "--Connector:CertificatePath",
            _files.Path("cert.pem"),
            "--Connector:KeyPath",
            key,
            "--Connector:CaPath",
            _files.Authority
        );
        Assert.Equal(ExitCodes.Failure, await process.ExitAsync());
        Assert.Contains("cert.pem", await process.WaitForLineAsync("error:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacySettingsFile_IsTaken_WithAWarning()
    {
        _files.Client("inside");
        await File.WriteAllTextAsync(
            _files.Path("settings.json"),
            """
            {"client_cert_path":"inside.pem","client_key_path":"inside.key","ca_cert_path":"ca.crt","server_name":"localhost","service_port":1}
            """
        );
        await using var process = Start();
        await process.WaitForLineAsync("the gateway's operators reach everything");
        await process.WaitForLineAsync("localhost:1");
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    [Theory]
    [InlineData("HUP", "SIGHUP is done")]
    [InlineData("USR1", "SIGUSR1: connector inside: no session, tunnels 0")]
    [InlineData("USR2", "SIGUSR2: everything of socket-warp that is Debug is logged")]
    public async Task Signal_IsHeeded_AndDoesNotEndTheProcess(string signal, string line)
    {
        var (certificate, key) = _files.Client("inside");
        await using var process = Start(
            "--Connector:Gateways",
            "127.0.0.1:1",
            "--Connector:CertificatePath",
            certificate,
            "--Connector:KeyPath",
            key,
            "--Connector:CaPath",
            _files.Authority
        );
        await process.WaitForLineAsync("Connector inside for gateways");
        await process.SignalAsync(signal);
        await process.WaitForLineAsync(line);
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    [Fact]
    public async Task TerminalIsClosed_EndsInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a hangup is not told from a signal sent by hand");
        await using var gateway = await RawGateway.StartAsync(_files);
        var (certificate, key) = _files.Client("inside");
        string[] command =
        [
            "dotnet",
            Repository.AssemblyOf(typeof(ConnectorState)),
            "--Connector:Gateways",
            gateway.Address,
            "--Connector:ServerName",
            "localhost",
            "--Connector:CertificatePath",
            certificate,
            "--Connector:KeyPath",
            key,
            "--Connector:CaPath",
            _files.Authority,
            "--Connector:DrainPeriod",
            "100ms",
        ];
        // A terminal that is there as long as this program.
        await using var terminal = RunningProcess.Start("script", ["-qec", string.Join(' ', command), "/dev/null"], input: true);
        var (session, _) = await gateway.AdmitAsync();
        await terminal.KillAsync();
        Assert.Equal((ulong)ErrorCode.ShuttingDown, (await session.Closed.InTime()).Code);
    }

    [Fact]
    public async Task StandardErrorIsNotRead_StartsServesAndEnds()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        var (certificate, key) = _files.Client("inside");
        await using var process = RunningProcess.StartUnread(
            typeof(ConnectorState),
            _files.Folder,
            "--Connector:Gateways",
            gateway.Address,
            "--Connector:ServerName",
            "localhost",
            "--Connector:CertificatePath",
            certificate,
            "--Connector:KeyPath",
            key,
            "--Connector:CaPath",
            _files.Authority,
            "--Connector:DrainPeriod",
            "100ms",
            "--Logging:LogLevel:Default",
            "Trace"
        );
        var (session, _) = await gateway.AdmitAsync();
        await process.SignalAsync("TERM");
        await session.Closed.InTime();
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    [Fact]
    public async Task StandardErrorIsNotRead_AStartThatFailsEnds()
    {
        await using var process = RunningProcess.StartUnread(typeof(ConnectorState), _files.Folder, "--Connector:Colour", "red");
        Assert.Equal(ExitCodes.BadSettings, await process.ExitAsync());
    }

    private RunningProcess Start(params string[] arguments) => RunningProcess.Start(typeof(ConnectorState), _files.Folder, arguments);
}
