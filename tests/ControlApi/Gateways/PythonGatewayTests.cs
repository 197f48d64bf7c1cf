using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Gateways;

/// <summary>Google's gRPC against the gateways' listener: another implementation's word that it is gRPC.</summary>
public sealed class PythonGatewayTests
{
    [Theory]
    [InlineData("snapshot")]
    [InlineData("half_close")]
    [InlineData("too_large")]
    [InlineData("health")]
    public async Task Call_InClearText_EndsAsTheContractSays(string scenario)
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var peer = PythonGateway.Start($"localhost:{host.Addresses.Control!.Port}", scenario, host.GatewayToken);

        await peer.SucceedAsync();
    }

    [Fact]
    public async Task Attach_OverTls_GetsASnapshot()
    {
        using var files = new TestFiles();
        var (certificate, key) = files.Server();
        await using var host = await ControlApiHost.StartAsync(("Control:Certificate", certificate), ("Control:CertificateKey", key));
        await using var peer = PythonGateway.Start($"localhost:{host.Addresses.Control!.Port}", "snapshot", host.GatewayToken, files.Authority);

        await peer.SucceedAsync();
    }

    [Fact]
    public async Task Attach_OverTheUnixSocket_GetsASnapshot()
    {
        await using var host = await ControlApiHost.StartAsync(("Control:Socket", "control.sock"));
        await using var peer = PythonGateway.Start($"unix:{host.Addresses.ControlSocket}", "snapshot", host.GatewayToken);

        await peer.SucceedAsync();
    }

    [Theory]
    [InlineData("viewer", "PERMISSION_DENIED")]
    [InlineData("unknown", "UNAUTHENTICATED")]
    public async Task Attach_WithAnotherToken_IsRefusedByName(string token, string status)
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var peer = PythonGateway.Start($"localhost:{host.Addresses.Control!.Port}", "refused", token == "viewer" ? host.ViewerToken : token);

        Assert.Equal(status, await peer.LineAsync());
        await peer.SucceedAsync();
    }

    [Theory]
    [InlineData("deadline")]
    [InlineData("cancel")]
    public async Task Attach_EndedByTheGateway_IsDetached(string scenario)
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var peer = PythonGateway.Start($"localhost:{host.Addresses.Control!.Port}", scenario, host.GatewayToken);
        Assert.Equal("snapshot", await peer.LineAsync());

        await host.UntilAsync(() => host.Admin.GetAsync(RestRoutes.Gateways), answer => answer.Gateways is [{ Id: "python", Attached: false }]);
        await peer.SucceedAsync();
    }

    [Theory]
    [InlineData(true, "GatewayControl")]
    [InlineData(false, "PERMISSION_DENIED")]
    public async Task Reflection_IsForAdmins(bool admin, string answer)
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var peer = PythonGateway.Start($"localhost:{host.Addresses.Control!.Port}", "reflection", admin ? host.AdminToken : host.GatewayToken);

        Assert.Equal(answer, await peer.LineAsync());
        await peer.SucceedAsync();
    }
}
