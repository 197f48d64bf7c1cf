using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Authority;

/// <summary>A PKCS#10 request (RFC 2986) whose signature proves that its sender has the private key.</summary>
public sealed class CertificateSigningRequest
{
    /// <summary>Bytes; one for a 4096-bit key with ten names has about 2,000.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MinRsaBits = 2048;

    // Checking a signature takes time that grows with the square of the key's length.
    private const int MaxRsaBits = 8192;
    private const int MaxNames = 50;
    private const int MaxPassword = 255;
    private const string ChallengePasswordAttribute = "1.2.840.113549.1.9.7";

    private readonly bool _usesSha1;

    private CertificateSigningRequest(byte[] encoded, CertificateRequest read, bool usesSha1)
    {
        Encoded = encoded;
        Subject = read.SubjectName;
        PublicKey = read.PublicKey;
        Names = ReadNames(read);
        ChallengePassword = ReadPassword(read);
        _usesSha1 = usesSha1;
    }

    /// <summary>The subject that it asks for.</summary>
    public X500DistinguishedName Subject { get; }

    /// <summary>The key that it asks a certificate for, and was signed with.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>DNS names and IP addresses that it asks for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>RFC 2985 section 5.4.1. A secret: it belongs in no log.</summary>
    public string? ChallengePassword { get; }

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <param name="allowSha1">For peers that know nothing better.</param>
    /// <exception cref="CertificateRequestException">when it cannot be read, its signature is wrong, or its key is too weak.</exception>
    public static CertificateSigningRequest Parse(ReadOnlyMemory<byte> der, bool allowSha1 = false)
    {
        var request = Read(der);
        request.CheckStrength(allowSha1);
        return request;
    }

    /// <summary>A request signed with its own key.</summary>
    /// <param name="names">DNS names and IP addresses to ask for.</param>
    public static CertificateSigningRequest Create(
        X500DistinguishedName subject,
        AsymmetricAlgorithm key,
        IReadOnlyList<string>? names = null,
        string? challengePassword = null
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(key);
        var request = new CertificateRequest(subject, CertificateTemplate.PublicPart(key), HashAlgorithmName.SHA256);
        if (names?.Count > 0)
            request.CertificateExtensions.Add(CertificateTemplate.AlternativeNames(names, critical: false));
        if (challengePassword is not null)
            request.OtherRequestAttributes.Add(PasswordAttribute(challengePassword));
        return Parse(request.CreateSigningRequest(CertificateTemplate.Signer(key)));
    }

    /// <summary>Reads a request without <see cref="CheckStrength"/>.</summary>
    /// <exception cref="CertificateRequestException">when it cannot be read, or its signature is wrong.</exception>
    internal static CertificateSigningRequest Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxLength)
            throw new CertificateRequestException($"the certificate request has more than {MaxLength} bytes");
        try
        {
            var encoded = der.ToArray();
            var parts = Pkcs10.Read(encoded);
            var algorithm =
                SignatureAlgorithm.Of(parts.SignatureOid)
                ?? throw new CertificateRequestException("the certificate request has an unknown signature: sign it with RSA (PKCS#1 v1.5) or ECDSA");
            var request = CertificateRequest.LoadSigningRequest(
                parts.WriteSorted(),
                HashAlgorithmName.SHA256,
                CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions | CertificateRequestLoadOptions.SkipSignatureValidation
            );
            // Its signature is checked once its key is known to be of a sane size.
            CheckKind(request.PublicKey);
            return algorithm.Verify(request.PublicKey, parts.Info.Span, parts.Signature)
                ? new CertificateSigningRequest(encoded, request, algorithm.UsesSha1)
                : throw new CertificateRequestException("the certificate request's signature is wrong");
        }
        catch (Exception e)
            when (e is CryptographicException or AsnContentException or ArgumentException or NotSupportedException or FormatException or OverflowException)
        {
            throw new CertificateRequestException("the certificate request cannot be read", e);
        }
    }

    /// <exception cref="CertificateRequestException">when its key or digest is too weak.</exception>
    internal void CheckStrength(bool allowSha1)
    {
        if (_usesSha1 && !allowSha1)
            throw new CertificateRequestException("the certificate request is signed with SHA-1: sign it with SHA-256");
        using var rsa = PublicKey.GetRSAPublicKey();
        if (rsa?.KeySize < MinRsaBits)
            throw new CertificateRequestException($"the key has {rsa.KeySize} bits: use an RSA key of {MinRsaBits} or more");
    }

    private static void CheckKind(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa?.KeySize > MaxRsaBits)
            throw new CertificateRequestException($"the key has {rsa.KeySize} bits: use an RSA key of at most {MaxRsaBits}");
        if (rsa is not null)
            return;
        using var ec = key.GetECDsaPublicKey() ?? throw new CertificateRequestException($"the key is of type {key.Oid.Value}: use an RSA or ECDSA key");
        var curve = ec.ExportParameters(false).Curve;
        if (!curve.IsNamed || curve.Oid.Value is not (NamedCurves.P256 or NamedCurves.P384 or NamedCurves.P521))
            throw new CertificateRequestException("the key is on another curve: use P-256, P-384 or P-521");
    }

    private static List<string> ReadNames(CertificateRequest request)
    {
        var names = new List<string>();
        foreach (var extension in request.CertificateExtensions)
        {
            if (extension.Oid?.Value != SubjectNames.AlternativeNameExtension)
                continue;
            var read = new X509SubjectAlternativeNameExtension(extension.RawData);
            names.AddRange(read.EnumerateDnsNames());
            names.AddRange(read.EnumerateIPAddresses().Select(a => a.ToString()));
        }

        return names.Count <= MaxNames ? names : throw new CertificateRequestException($"the certificate request has more than {MaxNames} names");
    }

    private static string? ReadPassword(CertificateRequest request)
    {
        string? password = null;
        foreach (var attribute in request.OtherRequestAttributes)
        {
            if (attribute.Oid?.Value != ChallengePasswordAttribute)
                continue;
            if (password is not null)
                throw new CertificateRequestException("the certificate request has more than one challenge password");
            var reader = new AsnReader(attribute.RawData, AsnEncodingRules.DER);
            password = reader.ReadCharacterString((UniversalTagNumber)reader.PeekTag().TagValue);
            reader.ThrowIfNotEmpty();
        }

        return password is not { Length: > MaxPassword }
            ? password
            : throw new CertificateRequestException($"the challenge password has more than {MaxPassword} characters");
    }

    private static AsnEncodedData PasswordAttribute(string password)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        // RFC 2985 section 5.4.1: printable where it can be; uids and secrets may have more.
        writer.WriteCharacterString(PrintableText.TypeFor(password), password);
        return new AsnEncodedData(ChallengePasswordAttribute, writer.Encode());
    }
}
