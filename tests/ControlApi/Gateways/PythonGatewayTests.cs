using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Gateways;

/// <summary>Google's gRPC against the gateways' listener, over all that it listens on.</summary>
public sealed class PythonGatewayTests : IDisposable
{
    private readonly TestFiles _files = new();

    /// <summary>What gateways connect over, and a call.</summary>
    public static TheoryData<Way, string> Calls =>
        new MatrixTheoryData<Way, string>(Enum.GetValues<Way>(), ["snapshot", "half_close", "too_large", "almost_too_large", "unknown_method", "health"]);

    /// <summary>What gateways connect over, whose token they send, and how the call ends.</summary>
    public static TheoryData<Way, string, string> Refusals =>
        [
            .. from way in Enum.GetValues<Way>()
            from refusal in new[]
            {
                ("none", "UNAUTHENTICATED"),
                ("unknown", "UNAUTHENTICATED"),
                ("viewer", "PERMISSION_DENIED"),
                ("admin", "PERMISSION_DENIED"),
            }
            select new TheoryDataRow<Way, string, string>(way, refusal.Item1, refusal.Item2),
        ];

    /// <summary>What gateways connect over, how they end the call, and what it is called.</summary>
    public static TheoryData<Way, string, string> Ends =>
        [
            .. from way in Enum.GetValues<Way>()
            from end in new[] { ("deadline", "DEADLINE_EXCEEDED"), ("cancel", "CANCELLED") }
            select new TheoryDataRow<Way, string, string>(way, end.Item1, end.Item2),
        ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WithTheGatewaysToken_EndsAsTheContractSays(Way way, string scenario)
    {
        await using var host = await StartAsync(way);
        await using var peer = Start(host, way, scenario, host.GatewayToken);

        await peer.SucceedAsync();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Attach_WithAnotherToken_IsRefusedByName(Way way, string token, string status)
    {
        await using var host = await StartAsync(way);
        await using var peer = Start(host, way, "refused", TokenOf(host, token));

        Assert.Equal(status, await peer.LineAsync());
        await peer.SucceedAsync();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Attach_EndedByTheGateway_IsDetachedWithoutAnError(Way way, string scenario, string status)
    {
        await using var host = await StartAsync(way);
        await using var peer = Start(host, way, scenario, host.GatewayToken);

        Assert.Equal(status, await peer.LineAsync());
        await host.UntilAsync(() => host.Control.ListGatewaysAsync(), all => all is [{ Id: "python", Attached: false }]);
        await peer.SucceedAsync();
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData(Way.ClearText)]
    [InlineData(Way.Tls)]
    [InlineData(Way.UnixSocket)]
    public async Task Attach_ControlApiStops_EndsAsUnavailable(Way way)
    {
        var host = await StartAsync(way);
        await using var peer = Start(host, way, "stopping", host.GatewayToken);
        Assert.Equal("snapshot", await peer.LineAsync());

        await host.DisposeAsync();

        // The text is lost when the peer's next frame meets a closed socket before it has read the last one.
        Assert.Matches("^UNAVAILABLE: (the ControlApi is stopping|Socket closed)$", await peer.LineAsync());
        await peer.SucceedAsync();
    }

    [Theory]
    [InlineData("admin", "listed")]
    [InlineData("gateway", "PERMISSION_DENIED")]
    [InlineData("viewer", "PERMISSION_DENIED")]
    [InlineData("none", "UNAUTHENTICATED")]
    public async Task Reflection_IsForAdmins(string token, string answer)
    {
        await using var host = await StartAsync(Way.ClearText);
        await using var peer = Start(host, Way.ClearText, "reflection", TokenOf(host, token));

        Assert.Equal(answer, await peer.LineAsync());
        await peer.SucceedAsync();
    }

    public void Dispose() => _files.Dispose();

    private static string TokenOf(ControlApiHost host, string whose) =>
        whose switch
        {
            "admin" => host.AdminToken,
            "gateway" => host.GatewayToken,
            "viewer" => host.ViewerToken,
            "none" => "",
            _ => whose,
        };

    private async Task<ControlApiHost> StartAsync(Way way)
    {
        var (certificate, key) = _files.Server();
        return way switch
        {
            Way.Tls => await ControlApiHost.StartAsync(("Control:Certificate", certificate), ("Control:CertificateKey", key)),
            Way.UnixSocket => await ControlApiHost.StartAsync(("Control:Listen", "none"), ("Control:Socket", "control.sock")),
            _ => await ControlApiHost.StartAsync(),
        };
    }

    private RunningProcess Start(ControlApiHost host, Way way, string scenario, string token) =>
        PythonGateway.Start(
            way == Way.UnixSocket ? $"unix:{host.Addresses.ControlSocket}" : $"localhost:{host.Addresses.Control!.Port}",
            scenario,
            token,
            way == Way.Tls ? _files.Authority : ""
        );

    public enum Way
    {
        ClearText,
        Tls,
        UnixSocket,
    }
}
