using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Scep;

/// <summary>Secrets end by the clock, and are not to be guessed.</summary>
public sealed class SecretLimitTests
{
    private const string Secret = "s3cret-of-edge-1";

    [Fact]
    public async Task Secret_Expired_IsRefusedFromThatInstantOn()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time);
        await host.Admin.AddAsync("edge-1");
        await host.Admin.CreateSecretAsync("edge-1", Secret, "30m");

        time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        Assert.Equal("ISSUABLE", await host.Viewer.StatusAsync("edge-1"));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("edge-1"));
        await RefusedAsync(host, "edge-1", Secret);
        Assert.Contains(host.Log.All, l => l.Contains("no secret waits for it", StringComparison.Ordinal));
        Assert.Equal(201, (await host.Admin.CreateSecretAsync("edge-1", "another-secret")).Status);
    }

    [Fact]
    public async Task Guesses_OfOneClient_AreStopped_AndTheRightSecretWithThem_UntilTheWindowIsOver()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time, ("Scep:Secrets:MaxFailuresPerClient", "5"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        await host.Admin.AddWithSecretAsync("edge-2", Secret);

        for (var i = 0; i < 5; i++)
            await RefusedAsync(host, "edge-1", $"wrong-{i}");
        await RefusedAsync(host, "edge-1", Secret);

        Assert.Contains(host.Log.All, l => l.Contains("too many wrong secrets", StringComparison.Ordinal));
        (await host.Anonymous.EnrolAsync("edge-2", $"edge-2\\{Secret}")).Dispose();
        time.Advance(TimeSpan.FromMinutes(1));
        (await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}")).Dispose();
    }

    [Fact]
    public async Task Guesses_MadeAtOnce_AreCountedToo()
    {
        await using var host = await ScepHost.StartAsync(("Scep:Secrets:MaxFailuresPerClient", "5"), ("Scep:Secrets:FailureWindow", "1h"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);

        await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    host.Anonymous.PostAsync(
                        "/api/cert/pkcs12",
                        new
                        {
                            uid = "edge-1",
                            secret = $"wrong-{i}",
                            password = "pw",
                        }
                    )
                )
        );

        Assert.Equal(5, host.Log.All.Count(l => l.EndsWith("wrong secret", StringComparison.Ordinal)));
        Assert.Equal(25, host.Log.All.Count(l => l.Contains("too many wrong secrets", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Guesses_FromOneAddress_AreStopped()
    {
        await using var host = await ScepHost.StartAsync(("Scep:Secrets:MaxFailuresPerAddress", "5"), ("Scep:Secrets:FailureWindow", "1h"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        for (var i = 0; i < 5; i++)
            await RefusedAsync(host, $"nobody-{i}", Secret);

        await RefusedAsync(host, "edge-1", Secret);
    }

    [Fact]
    public async Task PendingPeriod_Over_RevokesThePredecessor()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time);
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await host.Admin.CreateSecretAsync("edge-1", "second-secret", "1h", "24h");
        using var second = await host.Anonymous.EnrolAsync("edge-1", "edge-1\\second-secret");

        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal("PENDING", await host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(200, (await host.Anonymous.VerifyAsync(first)).Status);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("ISSUED", await host.Viewer.StatusAsync("edge-1"));
        Assert.Equal("Certificate is revoked", (await host.Anonymous.VerifyAsync(first)).Message);
        Assert.Equal(200, (await host.Anonymous.VerifyAsync(second)).Status);
    }

    [Fact]
    public async Task PendingPeriod_Over_PutsThePredecessorOnTheRevocationList()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time);
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await host.Admin.CreateSecretAsync("edge-1", "second-secret", "1h", "1h");
        using var second = await host.Anonymous.EnrolAsync("edge-1", "edge-1\\second-secret");

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(await ListedAsync(host, first));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await ListedAsync(host, first));
        Assert.False(await ListedAsync(host, second));
    }

    [Fact]
    public async Task RenewalOverlap_Over_RevokesThePredecessor()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time, ("Scep:RenewalOverlap", "2h"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        using var second = await host.Anonymous.RenewAsync(first, "edge-1");

        time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.Anonymous.VerifyAsync(first)).Status);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Certificate is revoked", (await host.Anonymous.VerifyAsync(first)).Message);
        Assert.Equal(200, (await host.Anonymous.VerifyAsync(second)).Status);
    }

    [Fact]
    public async Task Certificate_Expired_LeavesTheClientInactive()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time, ("Scep:CertificateLifetime", "2m"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");

        time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(1));

        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("edge-1"));
        Assert.Equal("Certificate is expired", (await host.Anonymous.VerifyAsync(certificate)).Message);
    }

    private static async Task<bool> ListedAsync(ScepHost host, X509Certificate2 certificate) =>
        (await host.Anonymous.GetAsync("/crl")).Bytes.AsSpan().IndexOf(certificate.SerialNumberBytes.Span) >= 0;

    private static async Task RefusedAsync(ScepHost host, string uid, string secret) =>
        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync(uid, $"{uid}\\{secret}"));
}
