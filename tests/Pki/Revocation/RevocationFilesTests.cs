using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Revocation;

namespace SocketWarp.Pki.Tests.Revocation;

public sealed class RevocationFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TestDirectory _folder = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("CA");
    private readonly RevocationFiles _files;

    public RevocationFilesTests() => _files = RevocationFiles.Beside(_folder.File("ca.crt"));

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Revoked_StaysRevoked_InListsWrittenLater()
    {
        using var one = _authority.IssueClient("one");
        using var two = _authority.IssueClient("two");
        using var good = _authority.IssueClient("good");
        Assert.True(Revoke(one, X509RevocationReason.KeyCompromise));
        Assert.True(Revoke(two));
        Assert.False(Revoke(null));
        var list = RevocationList.Load(_files.List);
        Assert.Equal(["revoked", "revoked", null], new[] { one, two, good }.Select(c => list.Check(c, [_authority.Certificate], DateTimeOffset.UtcNow)));
    }

    [Fact]
    public void RevokedAgain_TheFirstTimeAndReasonHold()
    {
        using var one = _authority.IssueClient("one");
        Assert.True(Revoke(one, X509RevocationReason.KeyCompromise));
        Assert.False(_files.Revoke(_authority, one, X509RevocationReason.Superseded, Now + Day, Day));
        Assert.Equal($"{one.SerialNumber} 2030-01-01T12:00:00Z KeyCompromise\n", File.ReadAllText(_files.Index));
    }

    [Fact]
    public void CertificateOfAnotherAuthority_EvenOfTheSameName_IsNotRecorded()
    {
        using var other = CertificateAuthority.Create("CA");
        using var theirs = other.IssueClient("one");
        Assert.Contains("was not signed by CN=CA", Assert.Throws<CertificateFileException>(() => Revoke(theirs)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files.Index));
        Assert.False(File.Exists(_files.List));
    }

    [Fact]
    public void Index_IsReadableByItsOwnerOnly()
    {
        Revoke(null);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Index));
    }

    [Theory]
    [InlineData("0A 2030-01-01T12:00:00Z KeyCompromise\n0B 2030-01-01T1", 2)]
    [InlineData("0G 2030-01-01T12:00:00Z KeyCompromise\n", 1)]
    [InlineData("0A0 2030-01-01T12:00:00Z KeyCompromise\n", 1)]
    [InlineData("0A yesterday KeyCompromise\n", 1)]
    [InlineData("0A 2030-01-01T12:00:00Z Anger\n", 1)]
    public void Index_ThatIsDamaged_IsRefusedByLine_AndTheOldListStays(string text, int line)
    {
        File.WriteAllText(_files.Index, text);
        File.WriteAllText(_files.List, "the old one");
        Assert.Contains($"is wrong at line {line}: ", Assert.Throws<CertificateFileException>(() => Revoke(null)).Message, StringComparison.Ordinal);
        Assert.Equal("the old one", File.ReadAllText(_files.List));
    }

    [Fact]
    public void KilledBeforeTheListWasWritten_TheNextCallMakesItGood()
    {
        using var one = _authority.IssueClient("one");
        Revoke(one);
        File.Delete(_files.List);
        Assert.False(Revoke(one));
        Assert.Equal("revoked", RevocationList.Load(_files.List).Check(one, [_authority.Certificate], DateTimeOffset.UtcNow));
    }

    [Fact]
    public void Index_ThatSomebodyElseIsWriting_IsNotTouched()
    {
        Revoke(null);
        using var other = new FileStream(_files.Index, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains(
            "wait until the other process has written it",
            Assert.Throws<CertificateFileException>(() => Revoke(null)).Message,
            StringComparison.Ordinal
        );
    }

    private bool Revoke(X509Certificate2? certificate, X509RevocationReason reason = X509RevocationReason.Unspecified) =>
        _files.Revoke(_authority, certificate, reason, Now, Day);
}
