using SocketWarp.ServiceDefaults;
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
            "--Connector:Gateways", "127.0.0.1:1", "--Connector:CertificatePath", _files.Path("cert.pem"), "--Connector:KeyPath", key, "--Connector:CaPath", _files.Authority);
        Assert.Equal(ExitCodes.Failure, await process.ExitAsync());
        Assert.Contains("cert.pem", await process.WaitForLineAsync("error:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacySettingsFile_IsTaken_WithAWarning()
    {
        _files.Client("inside");
        await File.WriteAllTextAsync(_files.Path("settings.json"), """
            {"client_cert_path":"inside.pem","client_key_path":"inside.key","ca_cert_path":"ca.crt","server_name":"localhost","service_port":1}
            """);
        await using var process = Start();
        await process.WaitForLineAsync("whoever rules the gateway reaches everything");
        await process.WaitForLineAsync("localhost:1");
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
    }

    private ProcessUnderTest Start(params string[] arguments) => ProcessUnderTest.Start(typeof(ConnectorStatus), _files.Folder, arguments);
}
