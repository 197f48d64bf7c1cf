using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>
/// How requests name what they ask for: an issuer with a serial number (RFC 5652 section 10.2.4), or with a subject (RFC 8894 section 3.3.3).
/// </summary>
internal static class CertificateReference
{
    // RFC 5280 section 4.1.2.2 allows 20.
    private const int MaxSerial = 40;

    public static byte[] WriteSerial(X509Certificate2 certificate) => Write(certificate.IssuerName, w => w.WriteInteger(certificate.SerialNumberBytes.Span));

    public static byte[] WriteSubject(X500DistinguishedName issuer, X500DistinguishedName subject) => Write(issuer, w => w.WriteEncodedValue(subject.RawData));

    /// <returns>The serial number as <see cref="X509Certificate2.SerialNumber"/> has it.</returns>
    /// <exception cref="AsnContentException">when it is not such a reference.</exception>
    public static (X500DistinguishedName Issuer, string Serial) ReadSerial(ReadOnlyMemory<byte> encoded)
    {
        var body = Open(encoded, out var issuer);
        var serial = body.ReadIntegerBytes();
        body.ThrowIfNotEmpty();
        return serial.Length <= MaxSerial ? (issuer, Convert.ToHexString(serial.Span)) : throw new AsnContentException("the serial number is too long");
    }

    /// <exception cref="AsnContentException">when it is not such a reference.</exception>
    public static (X500DistinguishedName Issuer, X500DistinguishedName Subject) ReadSubject(ReadOnlyMemory<byte> encoded)
    {
        var body = Open(encoded, out var issuer);
        var subject = new X500DistinguishedName(body.ReadEncodedValue().Span);
        body.ThrowIfNotEmpty();
        return (issuer, subject);
    }

    private static AsnReader Open(ReadOnlyMemory<byte> encoded, out X500DistinguishedName issuer)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.BER);
        var body = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        issuer = new X500DistinguishedName(body.ReadEncodedValue().Span);
        return body;
    }

    private static byte[] Write(X500DistinguishedName issuer, Action<AsnWriter> second)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(issuer.RawData);
            second(writer);
        }

        return writer.Encode();
    }
}
