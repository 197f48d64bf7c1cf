using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>What the installation is there for, without any fault.</summary>
[Collection(InstallationCollection.Name)]
public sealed class TunnelTests(Installation installation)
{
    private const long Length = 32 * 1024 * 1024;

    [Fact]
    public Task Bytes_BothWays_ArriveAsTheyWereSent() =>
        Task.WhenAll(Visitors.TransferAsync(installation.AlicePort(), 1, Length), Visitors.TransferAsync(installation.BobPort(), 2, Length));

    [Fact]
    public async Task Connector_EnrolledAndRevoked_ServesUntilThen()
    {
        var dora = await installation.StartConnectorAsync("dora", 9004, installation.AliceTarget);
        using var visitor = await Visitors.ComeAsync(installation.Port(9004), Visitors.Patience);
        await Visitors.EchoAsync(visitor, Visitors.Patience);

        await installation.Clients().RevokeClientAsync("dora");
        await Until.FailsAsync(() => Visitors.EchoAsync(visitor, Visitors.Patience), Installation.BackIn, "the tunnel ends");
        await Until.FailsAsync(() => Visitors.VisitAsync(installation.Port(9004)), Installation.BackIn, "new visitors are refused");
        await dora.Container.DisposeAsync();
    }
}
