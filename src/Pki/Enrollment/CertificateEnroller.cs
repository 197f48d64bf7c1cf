using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base.Net;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;

namespace SocketWarp.Pki.Enrollment;

/// <summary>
/// Gets a first certificate or the next one, once: makes the key here, asks the SCEP server, and puts both into place. The key never leaves
/// the machine. Not for two at once on the same files.
/// </summary>
public sealed class CertificateEnroller : IDisposable
{
    private readonly EnrollmentOptions _options;
    private readonly EnrollmentPaths _paths;
    private readonly EnrollmentWords _words;
    private readonly PeerUsage _usage;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <param name="options">Valid ones, with a URL.</param>
    /// <param name="usage">The use that peers will require of the certificate: one for another use is not taken.</param>
    /// <exception cref="CertificateFileException">when the file of the server's authorities cannot be used.</exception>
    public CertificateEnroller(EnrollmentOptions options, EnrollmentPaths paths, EnrollmentWords words, PeerUsage usage, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(words);
        _options = options;
        _paths = paths;
        _words = words;
        _usage = usage;
        _time = time ?? TimeProvider.System;
        Files = new EnrollmentFiles(paths);
        // Times out by itself (ScepClientOptions.Timeout); a redirect would be somebody else's answer.
        Trust = new ServerTrust(options.IsHttps ? options.CaPath : null, words.CaPath);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectCallback = RacedConnect.ConnectAsync,
                SslOptions = Trust.CreateOptions(),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    internal EnrollmentFiles Files { get; }

    internal ServerTrust Trust { get; }

    /// <summary>Renews the certificate that the files hold while it is valid, else gets a first one.</summary>
    /// <exception cref="EnrollmentException">when the server refused, cannot be reached, or answered nonsense.</exception>
    /// <exception cref="CertificateFileException">when a file cannot be read or written.</exception>
    public async Task EnrolAsync(CancellationToken cancellation = default)
    {
        Files.Recover();
        using var current = Files.Load(_time);
        if (current?.Leaf.NotBefore > _time.GetUtcNow())
            throw new EnrollmentException(
                $"the certificate in {_paths.Certificate} is {Validity.Check(current.Leaf, _time.GetUtcNow())}: set this machine's clock"
            );
        var fingerprint = Fingerprint();
        var client = Client(fingerprint);
        var authority = await DiscoverAsync(client, fingerprint is not null, cancellation).ConfigureAwait(false);
        using var key = Files.NextKey(_options.KeyBits);
        using var leaf = await AskAsync(client, authority, key, current?.Leaf, cancellation).ConfigureAwait(false);
        var issued = IssuedCertificate.Create(leaf, authority, fingerprint, _time);
        Check(issued);
        Files.Install(issued);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private ScepClient Client(byte[]? fingerprint) =>
        new(
            _http,
            new ScepClientOptions
            {
                Server = _options.Url!,
                CaFingerprint = fingerprint,
                Timeout = _options.RequestTimeout,
                PollInterval = _options.PollInterval,
                MaxPolls = _options.MaxPolls,
                Policy = new ScepPolicy { AllowLegacy = _options.AllowLegacy, Time = _time },
            }
        );

    /// <returns>That of the root which the server's authority must have; null: over https any server that TLS accepts is believed.</returns>
    /// <exception cref="CertificateFileException">when the root's file cannot be used</exception>
    private byte[]? Fingerprint() =>
        !string.IsNullOrEmpty(_options.CaFingerprint) ? ScepFingerprint.TryParse(_options.CaFingerprint)
        : _options.IsHttps ? null
        : TrustedAuthorities.Load(_options.CaPath!).Roots[0].GetCertHash(HashAlgorithmName.SHA256);

    private async Task<ScepAuthority> DiscoverAsync(ScepClient client, bool isPinned, CancellationToken cancellation)
    {
        try
        {
            return await client.DiscoverAsync(cancellation).ConfigureAwait(false);
        }
        catch (ScepClientException e) when (isPinned && e.InnerException is ScepMessageException { FailInfo: FailInfo.BadMessageCheck })
        {
            throw new EnrollmentException(
                $"{e.Message}: this is not the authority that is expected, or "
                    + $"{(string.IsNullOrEmpty(_options.CaFingerprint) ? _words.CaPath : _words.CaFingerprint)} is wrong; compare it with that of the "
                    + $"authority's root certificate",
                isRefusal: true,
                e
            );
        }
        catch (ScepClientException e)
        {
            throw new EnrollmentException(e.Message, inner: e);
        }
    }

    private async Task<X509Certificate2> AskAsync(
        ScepClient client,
        ScepAuthority authority,
        RSA key,
        X509Certificate2? current,
        CancellationToken cancellation
    )
    {
        try
        {
            return MayRenew(authority, current)
                ? await RenewAsync(client, authority, key, current!, cancellation).ConfigureAwait(false)
                : await client.EnrolAsync(authority, Request(key, Secret(mustExist: true)), key, cancellation).ConfigureAwait(false);
        }
        catch (ScepClientException e) when (e.FailInfo is not null)
        {
            var other = _options.SecretOnly ? "" : $"; a server other than socket-warp's may want {_words.SecretOnly}";
            throw new EnrollmentException(
                $"{e.Message}: look whether the server knows the uid \"{_options.Uid}\", and give a new secret, as each is good for one certificate{other}",
                isRefusal: true,
                e
            );
        }
        catch (ScepClientException e) when (!_options.AllowLegacy && e.InnerException is ScepMessageException { FailInfo: FailInfo.BadAlg })
        {
            throw new EnrollmentException($"{e.Message}; where the server knows nothing better, allow it with {_words.AllowLegacy}", inner: e);
        }
        catch (ScepClientException e)
        {
            throw new EnrollmentException(e.Message, inner: e);
        }
    }

    /// <summary>A valid certificate is proof enough for our own server; others want a secret for a renewal too.</summary>
    private async Task<X509Certificate2> RenewAsync(
        ScepClient client,
        ScepAuthority authority,
        RSA key,
        X509Certificate2 current,
        CancellationToken cancellation
    )
    {
        try
        {
            return await client.RenewAsync(authority, Request(key, null), key, current, cancellation).ConfigureAwait(false);
        }
        catch (ScepClientException) when (Secret(mustExist: false) is not null)
        {
            return await client.RenewAsync(authority, Request(key, Secret(mustExist: true)), key, current, cancellation).ConfigureAwait(false);
        }
    }

    private bool MayRenew(ScepAuthority authority, X509Certificate2? current)
    {
        if (current is null || Validity.Check(current, _time.GetUtcNow()) is not null)
            return false;
        using var key = current.GetRSAPrivateKey();
        return key is not null && authority.Capabilities.HasFlag(ScepCapabilities.Renewal);
    }

    private CertificateSigningRequest Request(RSA key, string? secret)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(_options.Uid);
        var challenge = secret is null || _options.SecretOnly ? secret : $"{_options.Uid}\\{secret}";
        return CertificateSigningRequest.Create(subject.Build(), key, [.. _options.Names], challenge);
    }

    private string? Secret(bool mustExist)
    {
        // White space around a secret is an accident of how it was written down.
        if (string.IsNullOrEmpty(_options.SecretPath))
            return string.IsNullOrWhiteSpace(_options.Secret) ? null : _options.Secret.Trim();
        if (!mustExist && !File.Exists(_options.SecretPath))
            return null;
        var secret = PemFile.Read(_options.SecretPath, "secret file").Trim();
        return secret.Length > 0 ? secret : throw new CertificateFileException($"secret file {_options.SecretPath} is empty: write the secret into it");
    }

    /// <summary>What peers would refuse must not replace what they accept.</summary>
    private void Check(IssuedCertificate issued)
    {
        if (!CertificateUid.TryGet(issued.Leaf, out var uid, out _) || uid != _options.Uid)
            throw new EnrollmentException(
                $"the server issued a certificate for {SubjectNames.Describe(issued.Leaf.SubjectName)} and not for the uid \"{_options.Uid}\"",
                isRefusal: true
            );
        if (PurposeCheck.Check(issued.Leaf, _usage) is { } unfit)
        {
            var purpose = PurposeCheck.Name(_usage);
            throw new EnrollmentException(
                $"the server issued a certificate that is {unfit}: have the server issue it with the extended key usage {purpose}, or get it from "
                    + $"another authority",
                isRefusal: true
            );
        }

        if (_options.Names.FirstOrDefault(n => !issued.Leaf.MatchesHostname(n, allowWildcards: true, allowCommonName: false)) is { } missing)
            throw new EnrollmentException(
                $"the server issued a certificate without the name {missing}: allow it there, or take it out of {_words.Names}",
                isRefusal: true
            );
        if (issued.Roots.Count == 0 && !Files.HasAuthorities)
            throw new EnrollmentException(
                $"the server's root certificate is not known: give its fingerprint and not an intermediate's, or write it to {_paths.Ca}",
                isRefusal: true
            );
    }
}
