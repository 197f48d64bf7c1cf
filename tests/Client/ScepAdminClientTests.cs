using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>The client against a real ScepServer.</summary>
public sealed class ScepAdminClientTests
{
    [Fact]
    public async Task Client_FromItsFirstSecretToItsRevocation_IsAsTheServiceSays()
    {
        await using var host = await TestScep.StartAsync();
        using var gateway = host.Client(host.Tokens[2]);
        await using var watch = gateway.WatchAsync().GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().InTime());
        Assert.Equal(WatchEvent.Hello, watch.Current.Kind);

        var added = await host.Admin.AddClientAsync(
            new ScepClientRequest
            {
                Uid = "edge-1",
                Secret = new ScepSecretRequest { Lifetime = "30m" },
            }
        );
        using var certificate = await EnrolAsync(host, "edge-1", added.Secret!);
        Assert.Null(await gateway.VerifyAsync(certificate));
        var site = new Dictionary<string, JsonElement> { ["site"] = JsonElement.Parse("\"Köln\"") };
        var updated = await host.Admin.UpdateClientAsync("edge-1", new ScepClientUpdate { Attributes = site });
        Assert.Equal(("ISSUED", "Köln"), (updated.Status, updated.Attributes["site"].GetString()));
        var next = await host.Admin.MakeSecretAsync("edge-1", new ScepSecretRequest());
        Assert.NotEqual(added.Secret, next.Secret);
        Assert.Equal(("UPDATABLE", null), await host.Admin.GetClientAsync("edge-1") is var c ? (c.Status, c.Secret) : default);
        var before = await host.Admin.GetRevocationListAsync();

        Assert.Equal("INACTIVE", (await host.Admin.RevokeClientAsync("edge-1")).Status);

        Assert.Equal("Certificate is revoked", await gateway.VerifyAsync(certificate));
        Assert.NotEqual(before, await host.Admin.GetRevocationListAsync());
        Assert.Equal("edge-1", Assert.Single(await host.Admin.ListClientsAsync()).Uid);
        await ControlClientTests.ThrowsAsync(409, "wrong-status", () => host.Admin.RevokeClientAsync("edge-1"));
        await ControlClientTests.ThrowsAsync(404, "not-found", () => host.Admin.RevokeClientAsync("edge-2"));
        do Assert.True(await watch.MoveNextAsync().InTime());
        while (watch.Current is not { Kind: WatchEvent.Changed, Uid: "edge-1" });
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsNotTaken()
    {
        await using var host = await TestScep.StartAsync();
        using var others = new TestCertificates();
        using var certificate = others.Client("edge-1");

        Assert.Equal("Failed to verify certificate", await host.Admin.VerifyAsync(certificate));
    }

    [Fact]
    public async Task Watch_WhoseServerStops_Ends()
    {
        var host = await TestScep.StartAsync();
        using var viewer = host.Client(host.Tokens[1]);
        await using var watch = viewer.WatchAsync().GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().InTime());
        var next = watch.MoveNextAsync().AsTask();

        await host.DisposeAsync();

        Assert.False(await next.InTime());
    }

    [Fact]
    public async Task Backup_IsOfClientsAndComesBack()
    {
        await using var host = await TestScep.StartAsync();
        await host.Admin.AddClientAsync(new ScepClientRequest { Uid = "edge-1" });
        using var file = new MemoryStream();
        Assert.Equal(("clients", 1), await host.Admin.BackupAsync(file) is var h ? (h.Kind, h.Count) : default);
        file.Position = 0;
        await using var other = await TestScep.StartAsync();

        Assert.Equal(1, (await other.Admin.RestoreAsync(file)).Added);

        Assert.Equal("edge-1", Assert.Single(await other.Admin.ListClientsAsync()).Uid);
        Assert.True(await other.Admin.IsReadyAsync());
    }

    private static async Task<X509Certificate2> EnrolAsync(TestScep host, string uid, string secret)
    {
        using var http = new HttpClient();
        using var key = RSA.Create(2048);
        var scep = new ScepClient(http, new ScepClientOptions { Server = new Uri(host.Addresses.Http!, "/scep") });
        var request = CertificateSigningRequest.Create(new X500DistinguishedName($"CN={uid}"), key, null, $"{uid}\\{secret}");
        return await scep.EnrolAsync(await scep.DiscoverAsync().InTime(), request, key).InTime();
    }
}
