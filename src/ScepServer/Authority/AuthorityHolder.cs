using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Server;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Authority;

/// <summary>The authority on disk, and the responder that speaks SCEP for it.</summary>
internal sealed partial class AuthorityHolder(IOptions<ScepSettings> settings, TimeProvider time, ILogger<AuthorityHolder> logger) : IDisposable
{
    private readonly ScepSettings _settings = settings.Value;
    private CertificateAuthority? _authority;
    private ScepResponder? _responder;
    private X509Certificate2? _registration;
    private PeerChainValidator? _clients;

    public string CertificateFile { get; } = Path.GetFullPath(Path.Combine(settings.Value.AuthorityFolder, "ca.crt"));

    public string KeyFile { get; } = Path.GetFullPath(Path.Combine(settings.Value.AuthorityFolder, "ca.key"));

    /// <summary>SHA-256 of the root, in lower-case hex: of the last one in the file.</summary>
    public string Fingerprint => Convert.ToHexStringLower((Authority.Issuers.LastOrDefault() ?? Authority.Certificate).GetCertHash(HashAlgorithmName.SHA256));

    public CertificateAuthority Authority => _authority ?? throw new InvalidOperationException("not open yet");

    /// <summary>The end of the authority's own certificate.</summary>
    public DateTimeOffset NotAfter => Authority.Certificate.NotAfter;

    public ScepResponder Responder => _responder ?? throw new InvalidOperationException("not open yet");

    /// <returns>Null when it is a client's certificate that holds and that the authority signed, else why not. Whether it was revoked is not asked.</returns>
    public string? CheckClient(X509Certificate2 certificate) => (_clients ?? throw new InvalidOperationException("not open yet")).Validate(certificate, []);

    /// <exception cref="StartupException">when one of the two files is missing, or they cannot be used.</exception>
    public void Open()
    {
        try
        {
            // Half an authority is one that somebody lost, unless it is one that we were about to make.
            if (!File.Exists(CertificateFile) && !File.Exists(KeyFile))
                Create();
            else if (!File.Exists(CertificateFile) && File.Exists(New(CertificateFile)))
                Finish();
            _authority = CertificateAuthority.Load(CertificateFile, KeyFile, time);
            var trusted = new TrustedAuthorities([_authority.Certificate, .. _authority.Issuers], CertificateFile);
            _clients = new PeerChainValidator(trusted, new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = time });
        }
        catch (Exception e) when (e is CertificateFileException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"the authority cannot be used: {e.Message.TrimEnd('.')}", e);
        }

        using var rsa = _authority.Certificate.GetRSAPrivateKey();
        // As long as the authority: clients ask for it at each enrolment.
        if (rsa is null)
            _registration = _authority.IssueRegistrationAuthority(_authority.Certificate.NotAfter - time.GetUtcNow());
        _responder = new ScepResponder(_authority, _registration, new ScepPolicy { AllowLegacy = _settings.AllowLegacyAlgorithms, Time = time });
        Log.Opened(logger, CertificateFile, Fingerprint);
    }

    public void Dispose()
    {
        _authority?.Dispose();
        _registration?.Dispose();
    }

    private void Create()
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(CertificateFile)!);
        using var made = CertificateAuthority.Create(_settings.Authority.Name, _settings.Authority.Lifetime, _settings.Authority.Key, time);
        // Two files do not get their names at once. A process that dies in between has written both: the next start goes on from there.
        made.Save(New(CertificateFile), New(KeyFile));
        File.Move(New(KeyFile), KeyFile);
        Finish();
    }

    private void Finish()
    {
        // A key that others put there is not for this certificate.
        CertificateAuthority.Load(New(CertificateFile), KeyFile, time).Dispose();
        File.Move(New(CertificateFile), CertificateFile);
        DirectorySync.Flush(Path.GetDirectoryName(CertificateFile)!);
        Log.Created(logger, _settings.Authority.Name, CertificateFile);
    }

    private static string New(string path) => path + ".new";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Made the authority \"{Name}\" in {Path}", EventName = "AuthorityMade")]
        public static partial void Created(ILogger logger, string name, string path);

        [LoggerMessage(2, LogLevel.Information, "Authority in {Path}, SHA-256 {Fingerprint}", EventName = "AuthorityOpened")]
        public static partial void Opened(ILogger logger, string path, string fingerprint);
    }
}
