using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Tests.Enrollment;

/// <summary>Wherever it was killed, what is in place is the old pair or the new one.</summary>
public sealed class EnrollmentFilesTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("CA");
    private readonly EnrollmentPaths _paths;

    public EnrollmentFilesTests() => _paths = new EnrollmentPaths(_folder.File("cert.pem"), _folder.File("key.pem"), _folder.File("ca.crt"));

    public enum KilledAfter
    {
        KeyWritten,
        AuthoritiesWritten,
        CertificateWritten,
        KeyMoved,
        CertificateMoved,
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(KilledAfter.KeyWritten, true, false)]
    [InlineData(KilledAfter.AuthoritiesWritten, true, false)]
    [InlineData(KilledAfter.CertificateWritten, true, true)]
    [InlineData(KilledAfter.KeyMoved, true, true)]
    [InlineData(KilledAfter.CertificateMoved, true, true)]
    [InlineData(KilledAfter.KeyWritten, false, false)]
    [InlineData(KilledAfter.AuthoritiesWritten, false, false)]
    [InlineData(KilledAfter.CertificateWritten, false, true)]
    [InlineData(KilledAfter.KeyMoved, false, true)]
    [InlineData(KilledAfter.CertificateMoved, false, true)]
    public void Killed_AnywhereOnTheWay_ThePairInPlaceIsOldOrNew(KilledAfter point, bool hadOne, bool isNew)
    {
        var old = hadOne ? Save("") : null;
        var next = Save(EnrollmentFiles.NextSuffix);
        if (point < KilledAfter.CertificateWritten)
            File.Delete(_paths.Certificate + EnrollmentFiles.NextSuffix);
        if (point >= KilledAfter.AuthoritiesWritten)
            File.WriteAllText(_paths.Ca, _authority.Certificate.ExportCertificatePem());
        if (point >= KilledAfter.KeyMoved)
            File.Move(_paths.Key + EnrollmentFiles.NextSuffix, _paths.Key, overwrite: true);
        if (point >= KilledAfter.CertificateMoved)
            File.Move(_paths.Certificate + EnrollmentFiles.NextSuffix, _paths.Certificate, overwrite: true);

        var files = new EnrollmentFiles(_paths);
        files.Recover();

        using var held = files.Load(TimeProvider.System);
        Assert.Equal(isNew ? next : old, held?.Leaf.Thumbprint);
        Assert.False(File.Exists(_paths.Certificate + EnrollmentFiles.NextSuffix));
        Assert.Equal(point < KilledAfter.CertificateWritten, File.Exists(_paths.Key + EnrollmentFiles.NextSuffix));
        Assert.Equal(point >= KilledAfter.AuthoritiesWritten, files.HasAuthorities);
    }

    [Fact]
    public void Certificate_OfAnotherKey_IsNotTaken()
    {
        var old = Save("");
        using (var other = _authority.IssueClient("edge-7"))
            CertificateFiles.Save(other, _paths.Certificate + EnrollmentFiles.NextSuffix, _folder.File("elsewhere"));
        var files = new EnrollmentFiles(_paths);
        files.Recover();
        using var held = files.Load(TimeProvider.System);
        Assert.Equal(old, held?.Leaf.Thumbprint);
    }

    [Fact]
    public void NextKey_IsTheSameUntilItsCertificateCame()
    {
        var files = new EnrollmentFiles(_paths);
        using var first = files.NextKey(2048);
        using var second = new EnrollmentFiles(_paths).NextKey(3072);
        Assert.Equal(first.ExportSubjectPublicKeyInfo(), second.ExportSubjectPublicKeyInfo());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_paths.Key + EnrollmentFiles.NextSuffix));
    }

    [Fact]
    public void NextKey_ThatIsNone_IsMadeAnew()
    {
        File.WriteAllText(_paths.Key + EnrollmentFiles.NextSuffix, "half a k");
        using var key = new EnrollmentFiles(_paths).NextKey(2048);
        Assert.Equal(2048, key.KeySize);
    }

    private string Save(string suffix)
    {
        using var leaf = _authority.IssueClient("edge-7");
        CertificateFiles.Save(leaf, _paths.Certificate + suffix, _paths.Key + suffix);
        return leaf.Thumbprint;
    }
}
