using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Tests.Enrollment;

/// <summary>Enrolments at micromdm's server, from which socket-warp's own descends.</summary>
public sealed class ForeignScepServerTests
{
    private const string Challenge = "s3cret-of-all";

    [Theory]
    [InlineData(true, Challenge)]
    [InlineData(false, $@"edge-7\{Challenge}")]
    public async Task Device_EnrolsAndRenews(bool secretOnly, string challenge)
    {
        await using var server = await ForeignScepServer.StartAsync(challenge);
        using var folder = new TestDirectory();
        var options = Options(server, Challenge, secretOnly);
        var paths = new EnrollmentPaths(folder.File("cert.pem"), folder.File("key.pem"), folder.File("ca.crt"));
        using var enroller = new CertificateEnroller(options, paths, EnrollmentWords.OfSection("Enrollment"), PeerUsage.ClientAuthentication);
        await enroller.EnrolAsync().InTime();
        string old;
        using (var first = CertificateFiles.Load(paths.Certificate, paths.Key))
        {
            Assert.True(CertificateUid.TryGet(first.Leaf, out var uid, out _));
            Assert.Equal("edge-7", uid);
            old = first.Leaf.Thumbprint;
        }

        await enroller.EnrolAsync().InTime();
        using var second = CertificateFiles.Load(paths.Certificate, paths.Key);
        Assert.NotEqual(old, second.Leaf.Thumbprint);
    }

    [Fact]
    public async Task Gateway_WhoseCertificateIsForClientsOnly_IsToldSo_AndDoesNotTakeIt()
    {
        await using var server = await ForeignScepServer.StartAsync(Challenge);
        using var folder = new TestDirectory();
        var options = Options(server, Challenge, secretOnly: true);
        options.Names = ["gateway.example.com"];
        var paths = new EnrollmentPaths(folder.File("cert.pem"), folder.File("key.pem"), folder.File("ca.crt"));
        using var enroller = new CertificateEnroller(options, paths, EnrollmentWords.OfSection("Enrollment"), PeerUsage.ServerAuthentication);
        var failure = await Assert.ThrowsAsync<EnrollmentException>(() => enroller.EnrolAsync().InTime());
        Assert.Contains("not meant for server authentication", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(paths.Certificate));
    }

    [Fact]
    public async Task Device_WithAWrongSecret_IsRefused()
    {
        await using var server = await ForeignScepServer.StartAsync(Challenge);
        using var folder = new TestDirectory();
        var paths = new EnrollmentPaths(folder.File("cert.pem"), folder.File("key.pem"), folder.File("ca.crt"));
        using var enroller = new CertificateEnroller(
            Options(server, "hunter2", secretOnly: true),
            paths,
            EnrollmentWords.OfSection("Enrollment"),
            PeerUsage.ClientAuthentication
        );
        var failure = await Assert.ThrowsAsync<EnrollmentException>(() => enroller.EnrolAsync().InTime());
        Assert.True(failure.IsRefusal, failure.Message);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    private static EnrollmentOptions Options(ForeignScepServer server, string secret, bool secretOnly) =>
        new()
        {
            Url = server.Url,
            Uid = "edge-7",
            Secret = secret,
            SecretOnly = secretOnly,
            CaFingerprint = server.Fingerprint,
            AllowLegacy = true,
        };
}
