using System.Text.RegularExpressions;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests;

/// <summary>The meter says what happened, and docs/operations.md what the meter says.</summary>
public sealed partial class MetricsTests
{
    private const string Secret = "s3cret-of-edge-1";

    [Fact]
    public async Task Enrolments_AreCountedByResultAndFailuresByReason()
    {
        await using var host = await ScepHost.StartAsync();
        using var figures = new Figures(host.Metrics);
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync("edge-1", "edge-1\\wrong-secret"));
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        using var second = await host.Anonymous.RenewAsync(first, "edge-1");
        await host.Admin.AddWithSecretAsync("edge-2", Secret, new Dictionary<string, string> { ["socketwarp.profile"] = "gatway" });
        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync("edge-2", $"edge-2\\{Secret}"));
        await host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent([1, 2, 3]));

        Assert.Equal(
            (1, 1, 0),
            (
                figures["socketwarp.scep.enrolments", "issued"],
                figures["socketwarp.scep.enrolments", "renewed"],
                figures["socketwarp.scep.enrolments", "repeated"]
            )
        );
        Assert.Equal((1, 1), (figures["socketwarp.scep.failures", "Secret"], figures["socketwarp.scep.failures", "Unreadable"]));
        Assert.Equal((2, 1), (figures["socketwarp.scep.enrolments", "refused"], figures["socketwarp.scep.failures", "BadRequest"]));
    }

    [Fact]
    public async Task Verifications_AreCountedByResult()
    {
        await using var host = await ScepHost.StartAsync();
        using var figures = new Figures(host.Metrics);
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await host.Anonymous.VerifyAsync(certificate);
        await host.Anonymous.VerifyAsync(certificate);
        await host.Admin.RevokeAsync("edge-1");
        await host.Anonymous.VerifyAsync(certificate);
        await host.Anonymous.GetAsync("/api/cert/verify");

        Assert.Equal(
            (2, 1, 1),
            (
                figures["socketwarp.scep.verifications", "good"],
                figures["socketwarp.scep.verifications", "revoked"],
                figures["socketwarp.scep.verifications", "unreadable"]
            )
        );
    }

    [Fact]
    public async Task State_IsObserved()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time, ("Scep:Authority:Lifetime", "10d"));
        using var figures = new Figures(host.Metrics);
        await host.Admin.AddAsync("edge-0");
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await using (await Watcher.OpenAsync(host.Gateway))
        {
            Assert.Equal(
                (1, 1, 0),
                (figures["socketwarp.scep.clients", "INACTIVE"], figures["socketwarp.scep.clients", "ISSUED"], figures["socketwarp.scep.clients", "ISSUABLE"])
            );
            Assert.Equal((1, 1, 0), (figures["socketwarp.scep.certificates"], figures["socketwarp.scep.watchers"], figures["socketwarp.scep.crl.age"]));
        }

        await host.Anonymous.GetAsync("/crl");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3600, figures["socketwarp.scep.crl.age"]);
        Assert.InRange(figures["socketwarp.scep.authority.left"], (239 * 3600) - 60, 239 * 3600);
        await host.Admin.RevokeAsync("edge-1");
        Assert.Equal(
            (2, 0, 0),
            (figures["socketwarp.scep.clients", "INACTIVE"], figures["socketwarp.scep.clients", "ISSUED"], figures["socketwarp.scep.certificates"])
        );
    }

    [Fact]
    public async Task Metrics_AreThoseOfTheDocument()
    {
        await using var host = await ScepHost.StartAsync();
        using var figures = new Figures(host.Metrics);

        var documented = Row()
            .Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "operations.md"), TestContext.Current.CancellationToken))
            .Select(m => m.Groups["name"].Value);
        Assert.Equal(documented.Order(), figures.Names.Order());
    }

    [GeneratedRegex(@"^\| `(?<name>socketwarp\.scep\.[a-z.]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
