using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Peers;

/// <summary>
/// Checks the leaf that a peer proved to own, against private authorities only: nothing is fetched, no system store is trusted,
/// revocation is asked elsewhere. Safe to share between threads.
/// </summary>
public sealed class PeerChainValidator
{
    // TLS lets a peer send as many as fit; each one costs us a comparison for each link.
    private const int MaxSent = 10;

    private readonly TrustedAuthorities _authorities;
    private readonly PeerChainOptions _options;

    /// <exception cref="ArgumentException">when the server name is neither a DNS name nor an IP address.</exception>
    public PeerChainValidator(TrustedAuthorities authorities, PeerChainOptions options)
    {
        ArgumentNullException.ThrowIfNull(authorities);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ServerName is { } name && Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic)
            throw new ArgumentException($"server name \"{name}\" is neither a DNS name nor an IP address", nameof(options));
        _authorities = authorities;
        _options = options;
    }

    /// <summary>
    /// The process's first chain makes .NET read all authorities of the system, which takes 50 ms, even where they are not to be trusted.
    /// A process that expects a peer soon has that done beforehand.
    /// </summary>
    public static void WarmUp()
    {
        try
        {
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            foreach (var certificate in system.Certificates)
                certificate.Dispose();
        }
        catch (CryptographicException)
        {
            // Where it matters, the first chain says so again.
        }
    }

    /// <param name="leaf">The peer's own certificate.</param>
    /// <param name="others">Whatever else it sent, in any order; used as intermediates, never trusted.</param>
    /// <returns>null to accept, else the reason in plain words: "expired on …", "signed by an authority that is not in ca.crt".</returns>
    public string? Validate(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(others);
        try
        {
            var now = _options.Time.GetUtcNow();
            // Cheap checks first: most refusals need no signature checked, and their reasons are the clearest.
            return Validity.Check(leaf, now) ?? PurposeCheck.Check(leaf, _options.Usage) ?? CheckName(leaf) ?? CheckChain(leaf, others, now);
        }
        catch (CryptographicException e)
        {
            return $"cannot be read ({e.Message})";
        }
    }

    private string? CheckName(X509Certificate2 leaf)
    {
        if (_options.ServerName is not { } name || leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
            return null;
        if (!SubjectNames.HasAlternatives(leaf))
            return SubjectNames.NoAlternatives(leaf, name);
        var expect = _options.NameSetting is { } setting ? $"set {setting} to one of its names" : null;
        var fix =
            IPAddress.TryParse(name, out _) ? $"; issue it with this address as an IP entry of its subjectAltName, or {expect ?? "expect one of its names"}"
            : expect is null ? ""
            : $"; {expect}";
        return $"not issued for {name}, but for {SubjectNames.Describe(leaf)}{fix}";
    }

    private string? CheckChain(X509Certificate2 leaf, X509Certificate2Collection others, DateTimeOffset now)
    {
        if (others.Count > MaxSent)
            return $"sent with {others.Count} others, more than {MaxSent}";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Roots);
        chain.ChainPolicy.ExtraStore.AddRange(_authorities.Intermediates);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(PurposeCheck.KeyPurpose(_options.Usage));
        var good = chain.Build(leaf) || EndsAtIntermediate(leaf, others);
        var reason = good ? null : ChainProblem.Describe(chain, _authorities.Source, now);
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        return reason;
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(c => c.CertificateAuthority);

    /// <summary>Lets a chain end at an intermediate, where a setting says so; what signed the intermediate is not asked for.</summary>
    private bool EndsAtIntermediate(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (!_authorities.TrustsIntermediates)
            return false;
        X509Certificate2Collection between = [.. _authorities.Intermediates, .. others];
        // A leaf that stands in the file is no authority, not even for itself.
        return _authorities.Intermediates.Where(IsAuthority).Any(i => IssuedChain.Check(leaf, i, between, _options.Time, _options.Usage) is null);
    }
}
