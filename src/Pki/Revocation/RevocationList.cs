using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Revocation;

/// <summary>A revocation list (RFC 5280 section 5) as read from somebody: nothing of it is believed before its signature is checked.</summary>
public sealed class RevocationList
{
    private const string Label = "X509 CRL";

    private readonly SignedDocument _document;
    private readonly HashSet<BigInteger> _serials = [];
    private readonly X500DistinguishedName _issuer;
    private readonly DateTimeOffset? _nextUpdate;

    private RevocationList(byte[] encoded)
    {
        _document = SignedDocument.Read(encoded);
        var content = new AsnReader(_document.Content, AsnEncodingRules.DER).ReadSequence();
        if (content.PeekTag() == Asn1Tag.Integer)
            content.ReadInteger();
        content.ReadSequence();
        _issuer = new X500DistinguishedName(content.ReadEncodedValue().Span);
        ReadTime(content);
        if (IsTime(content))
            _nextUpdate = ReadTime(content);
        if (!content.HasData || content.PeekTag() != Asn1Tag.Sequence)
            return;
        for (var entries = content.ReadSequence(); entries.HasData; )
            _serials.Add(entries.ReadSequence().ReadInteger());
    }

    /// <summary>PEM or DER.</summary>
    /// <exception cref="CertificateFileException">when it is missing, or is not a revocation list.</exception>
    public static RevocationList Load(string path)
    {
        // Latin-1 keeps each byte as it is.
        var text = PemFile.Read(path, "revocation list");
        try
        {
            return new RevocationList(
                PemEncoding.TryFind(text, out var fields) && text[fields.Label] == Label
                    ? Convert.FromBase64String(text[fields.Base64Data])
                    : System.Text.Encoding.Latin1.GetBytes(text)
            );
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or FormatException)
        {
            throw new CertificateFileException(
                $"revocation list {path} cannot be read ({e.Message}): give the file that the authority wrote, in PEM or DER form",
                e
            );
        }
    }

    /// <summary>Whether it says what the certificate's issuer has revoked.</summary>
    public bool Covers(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return _issuer.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
    }

    /// <param name="authorities">Who may have signed it; trusted already.</param>
    /// <returns>null when the list is good and does not name the certificate, else the reason.</returns>
    public string? Check(X509Certificate2 certificate, IEnumerable<X509Certificate2> authorities, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!Covers(certificate))
            return $"not covered by the revocation list: that is of {SubjectNames.Describe(_issuer)}, and the certificate of "
                + $"{SubjectNames.Describe(certificate.IssuerName)}";
        if (!authorities.Any(a => a.SubjectName.RawData.AsSpan().SequenceEqual(_issuer.RawData) && _document.IsSignedBy(a)))
            return "not covered by the revocation list: its signature is wrong";
        if (_serials.Contains(new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true)))
            return "revoked";
        return _nextUpdate < now ? $"not covered by the revocation list: a newer one was due on {Validity.Text(_nextUpdate.Value)}" : null;
    }

    private static bool IsTime(AsnReader reader) => reader.HasData && (reader.PeekTag() == Asn1Tag.UtcTime || reader.PeekTag() == Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
