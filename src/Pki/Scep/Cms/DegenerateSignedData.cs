using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>
/// Certificates and revocation lists in a SignedData that nobody signed (RFC 8894 section 3.4). .NET's SignedCms knows neither this nor lists.
/// </summary>
internal static class DegenerateSignedData
{
    private const int MaxLists = 10;

    private static readonly Asn1Tag Content = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Certificates = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Lists = new(TagClass.ContextSpecific, 1);

    /// <param name="certificates">In the order that they shall have: the one that was asked for first.</param>
    public static byte[] Write(IEnumerable<X509Certificate2> certificates) => Write(Certificates, [.. certificates.Select(c => c.RawData)]);

    public static byte[] WriteList(ReadOnlyMemory<byte> revocationList) => Write(Lists, [revocationList.ToArray()]);

    /// <exception cref="AsnContentException">when it is not signed data of this kind.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">when one of its certificates cannot be read.</exception>
    public static (X509Certificate2Collection Certificates, List<byte[]> Lists) Read(ReadOnlyMemory<byte> encoded)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        if (outer.ReadObjectIdentifier() != CmsTypes.SignedData)
            throw new AsnContentException("not a SignedData");
        var body = outer.ReadSequence(Content).ReadSequence();
        body.ReadEncodedValue(); // version
        body.ReadEncodedValue(); // digest algorithms
        body.ReadEncodedValue(); // content
        var certificates = new X509Certificate2Collection();
        foreach (var certificate in Elements(body, Certificates, ScepLimits.MaxCertificates))
            certificates.Add(X509CertificateLoader.LoadCertificate(certificate));
        return (certificates, Elements(body, Lists, MaxLists));
    }

    private static List<byte[]> Elements(AsnReader body, Asn1Tag tag, int max)
    {
        var found = new List<byte[]>();
        if (!body.HasData || !body.PeekTag().HasSameClassAndValue(tag))
            return found;
        var elements = body.ReadSetOf(skipSortOrderValidation: true, tag);
        while (elements.HasData)
        {
            // Other kinds of certificates and lists have a tag of their own; nobody sends them.
            if (elements.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
                found.Add(elements.PeekEncodedValue().ToArray());
            elements.ReadEncodedValue();
            if (found.Count > max)
                throw new AsnContentException($"more than {max} elements");
        }

        return found;
    }

    private static byte[] Write(Asn1Tag tag, byte[][] elements)
    {
        // DER would sort the certificates, and some clients take the first for theirs.
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CmsTypes.SignedData);
            using (writer.PushSequence(Content))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.PushSetOf().Dispose();
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(CmsTypes.Data);
                using (writer.PushSetOf(tag))
                {
                    foreach (var element in elements)
                        writer.WriteEncodedValue(element);
                }

                writer.PushSetOf().Dispose();
            }
        }

        return writer.Encode();
    }
}
