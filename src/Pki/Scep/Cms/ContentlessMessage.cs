using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>Answers of failure and pending have attributes and no content (RFC 8894 section 3.3.2), which .NET's SignedCms refuses to sign.</summary>
internal static class ContentlessMessage
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    private static readonly Asn1Tag Implicit0 = new(TagClass.ContextSpecific, 0);

    /// <returns>SignedData (RFC 5652 section 5) of one RSA signer.</returns>
    public static byte[] Write(X509Certificate2 signer, string digestOid, IEnumerable<AsnEncodedData> attributes)
    {
        var digest = MessageDigest.NameOf(digestOid);
        AsnEncodedData[] all =
        [
            new AsnEncodedData(ScepAttributes.ContentType, Encode(w => w.WriteObjectIdentifier(CmsTypes.Data))),
            new AsnEncodedData(ScepAttributes.MessageDigest, Encode(w => w.WriteOctetString(CryptographicOperations.HashData(digest, [])))),
            .. attributes,
        ];
        using var key = signer.GetRSAPrivateKey()!;
        // Signed as a SET, written with another tag: section 5.4.
        var signature = key.SignData(WriteAttributes(all, Asn1Tag.SetOf), digest, RSASignaturePadding.Pkcs1);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CmsTypes.SignedData);
            using (writer.PushSequence(Implicit0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                    WriteAlgorithm(writer, digestOid, withNull: false);
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(CmsTypes.Data);
                using (writer.PushSetOf(Implicit0))
                    writer.WriteEncodedValue(signer.RawDataMemory.Span);
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteInteger(1);
                    writer.WriteEncodedValue(CertificateReference.WriteSerial(signer));
                    WriteAlgorithm(writer, digestOid, withNull: false);
                    writer.WriteEncodedValue(WriteAttributes(all, Implicit0));
                    WriteAlgorithm(writer, RsaEncryption, withNull: true);
                    writer.WriteOctetString(signature);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] WriteAttributes(AsnEncodedData[] attributes, Asn1Tag tag)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf(tag))
        {
            foreach (var attribute in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Oid!.Value!);
                    using (writer.PushSetOf())
                        writer.WriteEncodedValue(attribute.RawData);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull)
                writer.WriteNull();
        }
    }
}
