using SocketWarp.AllInOne.Identity;
using SocketWarp.Client;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Identity;

/// <summary>What becomes of the certificates of AllInOne from start to start.</summary>
public sealed class AllInOneIdentityTests : IDisposable
{
    private const string Enrols = "enrols with a new secret";
    private const string EnrolsAnew = "is not accepted any more";

    private readonly TestDirectory _state = new();

    private IdentityFiles[] Identities => [new(_state.File("gateway")), new(_state.File("connector"))];

    [Fact]
    public async Task AllInOne_StartedAgain_HasTheSameCertificatesAndEnrolsNobody()
    {
        var log = await RunOnceAsync();
        Assert.Equal(2, Count(log, Enrols));
        var before = Certificates();
        Assert.DoesNotContain(Identities, i => File.Exists(i.Secret));

        log = await RunOnceAsync();
        Assert.Equal(0, Count(log, Enrols));
        Assert.Equal(before, Certificates());
    }

    [Fact]
    public async Task AllInOne_WithoutItsScepState_MakesANewAuthorityAndEnrolsAnew()
    {
        await RunOnceAsync();
        var before = Certificates();
        Directory.Delete(_state.File("scep"), recursive: true);

        var log = await RunOnceAsync();
        Assert.Equal(2, Count(log, EnrolsAnew));
        Assert.Empty(before.Intersect(Certificates()));
    }

    [Fact]
    public async Task AllInOne_WhoseConnectorWasRevoked_EnrolsItAnewAtTheNextStartAndSaysSo()
    {
        await using (var host = RunningAllInOne.Start(_state.Path))
        {
            await host.LineAsync(RunningAllInOne.IsReady, Limits.Start);
            var endpoints = Endpoints.Read(_state.File("endpoints.json"));
            using var clients = new ScepAdminClient(
                new ApiClientOptions { Address = endpoints.Scep, Token = (await File.ReadAllTextAsync(endpoints.ScepTokenFile)).Trim() }
            );
            await clients.RevokeClientAsync(endpoints.Uid, EnrolledParts.Limit);
            await host.ErrorAsync(e => e.Contains("Certificate is revoked", StringComparison.Ordinal), Limits.Step);
            await host.SignalAsync("TERM");
            Assert.True(await host.ExitAsync(Limits.Shutdown) == 0, host.Error);
        }

        var log = await RunOnceAsync();
        Assert.Contains("(Certificate is revoked): enrolling again", log, StringComparison.Ordinal);
        Assert.Equal(1, Count(log, Enrols));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllInOne_KilledWhileItsCertificatesWereMovedIntoPlace_HasThem(bool keyMoved)
    {
        await RunOnceAsync();
        var before = Certificates();
        foreach (var identity in Identities)
        {
            File.Move(identity.Certificate, identity.Certificate + ".next");
            if (!keyMoved)
                File.Move(identity.Key, identity.Key + ".next");
        }

        var log = await RunOnceAsync();
        Assert.Equal(0, Count(log, Enrols));
        Assert.Equal(before, Certificates());
    }

    [Fact]
    public async Task AllInOne_ToldOtherPathsAndAnotherUid_EnrolsThereOnceAndLeavesARefusedCertificateAlone()
    {
        using var elsewhere = new TestDirectory();
        var (certificate, key) = (elsewhere.File("c.pem"), elsewhere.File("k.pem"));
        string[] settings = ["--Connector:CertificatePath", certificate, "--Connector:KeyPath", key, "--Connector:Enrollment:Uid", "edge-7"];
        var log = await RunOnceAsync(settings);
        Assert.Contains("edge-7 enrols with a new secret", log, StringComparison.Ordinal);
        var before = Contents(elsewhere.Path);

        log = await RunOnceAsync(settings);
        Assert.Equal(0, Count(log, Enrols));
        Assert.Equal(before, Contents(elsewhere.Path));

        Directory.Delete(_state.File("scep"), recursive: true);
        await using var host = RunningAllInOne.Start(_state.Path, settings);
        await host.ErrorAsync(e => e.Contains($"edge-7 in {certificate} cannot be used (", StringComparison.Ordinal), Limits.Start);
        Assert.Equal(before, Contents(elsewhere.Path));
    }

    [Fact]
    public async Task AllInOne_InAStateOfAnEarlierVersion_StartsAndSaysWhatBecameOfItsCertificates()
    {
        var former = Directory.CreateDirectory(_state.File("pki")).FullName;
        using (var authority = CertificateAuthority.Create("SocketWarp development CA"))
        {
            authority.Save(Path.Combine(former, "ca.crt"), Path.Combine(former, "ca.key"));
            using var connector = authority.IssueClient("demo");
            CertificateFiles.Save(connector, Path.Combine(former, "connector.crt"), Path.Combine(former, "connector.key"));
        }

        var before = Contents(former);
        var log = await RunOnceAsync();
        Assert.Contains($"{former} has the authority and certificates of an earlier version, which nobody uses any more", log, StringComparison.Ordinal);
        Assert.Equal(before, Contents(former));
    }

    public void Dispose() => _state.Dispose();

    /// <summary>Runs from start to end with a transfer through the tunnel; returns the log.</summary>
    private async Task<string> RunOnceAsync(params string[] settings)
    {
        await using var host = RunningAllInOne.Start(_state.Path, ["--AppHost:SelfTest", "Only", .. settings]);
        Assert.True(await host.ExitAsync(Limits.Start) == 0, host.Error);
        return host.Error;
    }

    private List<string> Certificates() => [.. Identities.Select(i => File.ReadAllText(i.Certificate))];

    private static List<string> Contents(string folder) => [.. Directory.GetFiles(folder).Order().Select(f => $"{f} {File.ReadAllText(f)}")];

    private static int Count(string log, string text) => log.Split('\n').Count(l => l.Contains(text, StringComparison.Ordinal));
}
