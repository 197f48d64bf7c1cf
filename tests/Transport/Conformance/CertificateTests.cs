using System.Security.Cryptography.X509Certificates;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Who is believed. A refused peer is told so, and nobody else notices.</summary>
public abstract class CertificateTests(EngineKind kind) : EngineTests(kind)
{
    public enum Flaw
    {
        Expired,
        NotYetValid,
        OtherAuthority,
        WrongUsage,
    }

    [Fact]
    public async Task Session_ShowsThePeersCertificate()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        Assert.Equal(Credentials.Server.Thumbprint, pair.Client.PeerCertificate.Thumbprint);
        Assert.Equal(Credentials.Client.Thumbprint, pair.Server.PeerCertificate.Thumbprint);
        Assert.Equal("uid-1", pair.Server.PeerCertificate.GetNameInfo(X509NameType.SimpleName, false));
    }

    [Fact]
    public async Task Listener_ThatIsGivenAnotherCertificate_ShowsItToNewPeers_AndKeepsItsSessions()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var old = new List<(ITransportSession Client, ITransportSession Server)>();
        for (var i = 0; i < 5; i++)
        {
            using var next = Credentials.Authority.Server();
            await listener.RenewAsync(Credentials.Listen(certificate: next).Security).InTime();
            var accepting = listener.AcceptAsync().InTime();
            var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
            Assert.Equal(next.Thumbprint, client.PeerCertificate.Thumbprint);
            old.Add((client, await accepting));
            foreach (var (opener, accepter) in old)
            {
                var (stream, other) = await SessionPair.OpenAsync(opener, accepter);
                await stream.DisposeAsync();
                await other.DisposeAsync();
            }
        }

        foreach (var (client, server) in old)
        {
            await client.DisposeAsync().InTime();
            await server.DisposeAsync().InTime();
        }
    }

    [Theory]
    [InlineData(Flaw.Expired)]
    [InlineData(Flaw.NotYetValid)]
    [InlineData(Flaw.OtherAuthority)]
    [InlineData(Flaw.WrongUsage)]
    public async Task Client_WithAFlawedCertificate_IsRefusedAndTold(Flaw flaw)
    {
        using var stranger = new TestCertificates("Other CA");
        using var flawed = Flawed(flaw, stranger, forClient: true);
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().AsTask();

        await AssertRefusedAsync(Credentials.Connect(listener.LocalEndPoint, certificate: flawed));

        await AssertOthersGetInAsync(listener, accepting);
    }

    [Theory]
    [InlineData(Flaw.Expired)]
    [InlineData(Flaw.NotYetValid)]
    [InlineData(Flaw.OtherAuthority)]
    [InlineData(Flaw.WrongUsage)]
    public async Task Server_WithAFlawedCertificate_IsRefused(Flaw flaw)
    {
        using var stranger = new TestCertificates("Other CA");
        using var flawed = Flawed(flaw, stranger, forClient: false);
        await using var listener = await Engine.ListenAsync(Credentials.Listen(certificate: flawed)).InTime();

        var error = await Assert.ThrowsAsync<TransportException>(() => Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime());

        Assert.Equal(TransportError.PeerCertificateRejected, error.Error);
    }

    [Fact]
    public async Task ServersValidator_ThatRefuses_RefusesOnlyThatPeer()
    {
        using var unwanted = Credentials.Authority.Client("unwanted");
        await using var listener = await Engine
            .ListenAsync(Credentials.Listen(validate: (leaf, _) => leaf.GetNameInfo(X509NameType.SimpleName, false) == "unwanted" ? "it is not wanted" : null))
            .InTime();
        var accepting = listener.AcceptAsync().AsTask();

        await AssertRefusedAsync(Credentials.Connect(listener.LocalEndPoint, certificate: unwanted));

        await AssertOthersGetInAsync(listener, accepting);
    }

    [Fact]
    public async Task ClientsValidator_ThatRefuses_SaysWhy()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint, validate: (_, _) => "the name is wrong")).InTime()
        );

        Assert.Equal(TransportError.PeerCertificateRejected, error.Error);
        Assert.Contains("the name is wrong", error.Message, StringComparison.Ordinal);
        Assert.Equal("the name is wrong", error.CertificateFault);
    }

    [Fact]
    public async Task ServersValidator_ThatThrows_RefusesAndNothingElseBreaks()
    {
        ExpectsErrors = true;
        var broken = true;
        await using var listener = await Engine
            .ListenAsync(Credentials.Listen(validate: (_, _) => broken ? throw new InvalidOperationException("broken") : null))
            .InTime();
        var accepting = listener.AcceptAsync().AsTask();

        await AssertRefusedAsync(Credentials.Connect(listener.LocalEndPoint));

        broken = false;
        await AssertOthersGetInAsync(listener, accepting);
    }

    [Fact]
    public async Task ClientsValidator_ThatThrows_RefusesAndNothingElseBreaks()
    {
        ExpectsErrors = true;
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().AsTask();

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint, validate: (_, _) => throw new InvalidOperationException("broken"))).InTime()
        );

        Assert.Equal(TransportError.PeerCertificateRejected, error.Error);
        await AssertOthersGetInAsync(listener, accepting);
    }

    [Fact]
    public async Task Intermediates_OfEitherSide_ReachTheOthersValidator()
    {
        using var intermediate = new TestCertificates("Intermediate CA", Credentials.Authority);
        using var client = intermediate.Client("uid-2");
        using var server = intermediate.Server();
        var listen = Credentials.Listen(certificate: server);
        await using var listener = await Engine
            .ListenAsync(listen with { Security = listen.Security with { Intermediates = [intermediate.Authority] } })
            .InTime();
        var accepting = listener.AcceptAsync().InTime();
        var connect = Credentials.Connect(listener.LocalEndPoint, certificate: client);

        await using var session = await Engine
            .ConnectAsync(connect with { Security = connect.Security with { Intermediates = [intermediate.Authority] } })
            .InTime();

        Assert.Equal(server.Thumbprint, session.PeerCertificate.Thumbprint);
        Assert.Equal(client.Thumbprint, (await accepting).PeerCertificate.Thumbprint);
    }

    [Fact]
    public async Task Listen_WithACertificateWithoutKey_IsRefused()
    {
        using var keyless = X509CertificateLoader.LoadCertificate(Credentials.Server.RawData);

        var error = await Assert.ThrowsAsync<TransportException>(() => Engine.ListenAsync(Credentials.Listen(certificate: keyless)).InTime());

        Assert.Equal(TransportError.BadConfiguration, error.Error);
    }

    private X509Certificate2 Flawed(Flaw flaw, TestCertificates stranger, bool forClient) =>
        flaw switch
        {
            Flaw.Expired => forClient
                ? Credentials.Authority.Client("uid-1", TimeSpan.FromDays(-1))
                : Credentials.Authority.Server(expiresIn: TimeSpan.FromDays(-1)),
            Flaw.NotYetValid => forClient
                ? Credentials.Authority.Client("uid-1", startsIn: TimeSpan.FromDays(1))
                : Credentials.Authority.Server(startsIn: TimeSpan.FromDays(1)),
            Flaw.OtherAuthority => forClient ? stranger.Client("uid-1") : stranger.Server(),
            _ => forClient ? Credentials.Authority.Server("uid-1") : Credentials.Authority.Client("localhost"),
        };

    /// <summary>TLS 1.3 lets a client finish before the server has checked it, so the refusal comes with the connect or soon after.</summary>
    private async Task AssertRefusedAsync(ConnectOptions options)
    {
        try
        {
            await using var session = await Engine.ConnectAsync(options).InTime();
            var close = await session.Closed.InTime();
            Assert.Equal(SessionCloseKind.OwnCertificateRejected, close.Kind);
            Assert.NotNull(close.CertificateFault);
        }
        catch (TransportException e)
        {
            Assert.Equal(TransportError.OwnCertificateRejected, e.Error);
            Assert.NotNull(e.CertificateFault);
        }
    }

    private async Task AssertOthersGetInAsync(ITransportListener listener, Task<ITransportSession> accepting)
    {
        await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        var server = await accepting.InTime();
        Assert.Equal(Credentials.Client.Thumbprint, server.PeerCertificate.Thumbprint);
        var (opener, accepter) = await SessionPair.OpenAsync(client, server);
        await opener.WriteAsync("in");
        Assert.Equal("in", await accepter.ReadTextAsync(2));
    }
}
