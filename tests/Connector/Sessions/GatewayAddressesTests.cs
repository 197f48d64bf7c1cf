using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Names;

namespace SocketWarp.Connector.Tests.Sessions;

/// <summary>Gateways that are named by an address, and by a name with several.</summary>
public sealed class GatewayAddressesTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Gateway_NamedByAnAddressAlone_IsDialledAndJudgedByIt(string address)
    {
        await using var gateway = await RawGateway.StartAsync(new IPEndPoint(IPAddress.Parse(address), 0), _files.CreateServer());
        await using var connector = await StartAsync(gateway.Address);

        await gateway.AdmitAsync();

        await connector.WaitUpAsync();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Gateway_WhoseCertificateLacksTheAddress_IsRefusedAndTheMessageHelps(string address)
    {
        await using var gateway = await RawGateway.StartAsync(new IPEndPoint(IPAddress.Parse(address), 0), _files.CreateServer("gateway.example"));
        await using var connector = await StartAsync(gateway.Address);

        await connector.Ending;

        Assert.Contains(
            $"not issued for {address}, but for gateway.example; issue it with this address as an IP entry of its subjectAltName, or set "
                + $"Connector:ServerName to one of its names",
            connector.Failure!.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Gateway_WhoseFirstAddressIsSilent_IsReachedAtTheSecondWithoutWaitingForTheFirst()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        using var silent = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.IPv6Loopback, gateway.Port));
        await using var connector = await StartAsync($"localhost:{gateway.Port}", IPAddress.IPv6Loopback, IPAddress.Loopback);

        await gateway.AdmitAsync();

        await connector.WaitUpAsync();
    }

    [Fact]
    public async Task Gateway_ThatTurnsUsAwayAtOneAddress_IsTriedAtTheOther()
    {
        await using var first = await RawGateway.StartAsync(new IPEndPoint(IPAddress.IPv6Loopback, 0), _files.CreateServer());
        await using var second = await RawGateway.StartAsync(new IPEndPoint(IPAddress.Loopback, first.Port), _files.CreateServer());
        // A race would open sessions at both on a slow machine, and end one of them.
        var names = new NameOptions { AttemptDelay = TimeSpan.FromSeconds(10) };
        await using var connector = await StartAsync($"localhost:{first.Port}", names, IPAddress.IPv6Loopback, IPAddress.Loopback);

        var (session, control, _) = await first.GreetAsync();
        await RawGateway.RefuseAsync(control, Protocol.ErrorCode.LimitReached, "full");
        await using (session)
            await second.AdmitAsync();

        await connector.WaitUpAsync();
    }

    /// <param name="addresses">What every name stands for.</param>
    private Task<RunningConnector> StartAsync(string gateway, params IPAddress[] addresses) => StartAsync(gateway, new NameOptions(), addresses);

    private Task<RunningConnector> StartAsync(string gateway, NameOptions names, params IPAddress[] addresses) =>
        RunningConnector.StartAsync(
            _files,
            "inside",
            gateway,
            settings =>
            {
                settings.ServerName = null;
                settings.Reconnect.ConnectTimeout = TimeSpan.FromMinutes(1); // longer than a test waits
            },
            services => services.AddKeyedSingleton(nameof(GatewayDialer), new NameResolver(names, TimeProvider.System, _ => addresses))
        );
}
