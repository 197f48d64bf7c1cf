using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Tests.Support;

/// <summary>A device that enrols: its folder, and what it knows of the server.</summary>
internal sealed class Enrolling : IDisposable
{
    public const string Uid = "edge-7";

    private readonly TestDirectory _folder = new();

    private readonly TimeProvider _time;

    public Enrolling(TestScepServer server, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Options = new EnrollmentOptions
        {
            Url = server.Url,
            Uid = Uid,
            Secret = server.Secret(Uid),
            CaFingerprint = server.Fingerprint,
            PollInterval = TimeSpan.FromMilliseconds(20),
            MaxPolls = 2,
        };
        Paths = new EnrollmentPaths(_folder.File("cert.pem"), _folder.File("key.pem"), _folder.File("ca.crt"));
    }

    public EnrollmentOptions Options { get; }

    public EnrollmentPaths Paths { get; }

    /// <summary>What the certificate must be meant for.</summary>
    public PeerUsage Usage { get; set; } = PeerUsage.ClientAuthentication;

    public string NextKey => Paths.Key + ".next";

    public string NextCertificate => Paths.Certificate + ".next";

    public string File(string name) => _folder.File(name);

    public async Task EnrolAsync()
    {
        using var enroller = new CertificateEnroller(Options, Paths, EnrollmentWords.OfSection("Enrollment"), Usage, _time);
        await enroller.EnrolAsync().InTime();
    }

    public Task<EnrollmentException> RefusalAsync() => Assert.ThrowsAsync<EnrollmentException>(EnrolAsync);

    /// <summary>The pair that is in place; fails where key and certificate are no pair.</summary>
    public string Thumbprint()
    {
        using var files = CertificateFiles.Load(Paths.Certificate, Paths.Key);
        return files.Leaf.Thumbprint;
    }

    public IEnumerable<string> FileNames() => Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order();

    public void Dispose() => _folder.Dispose();
}
