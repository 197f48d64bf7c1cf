using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Scep;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>Writes SCEP messages that no honest client would: any content, in any transaction, signed by anybody.</summary>
internal sealed class RawScep(ScepHost host)
{
    private const string Attribute = "2.16.840.1.113733.1.9.";

    /// <summary>The content of GetCert.</summary>
    public static byte[] Serial(X509Certificate2 certificate) => Reference(certificate.IssuerName, w => w.WriteInteger(certificate.SerialNumberBytes.Span));

    /// <summary>The content of CertPoll.</summary>
    public static byte[] Subject(X509Certificate2 certificate) => Reference(certificate.IssuerName, w => w.WriteEncodedValue(certificate.SubjectName.RawData));

    /// <returns>What the answer holds; empty: a refusal.</returns>
    public async Task<X509Certificate2Collection> SendAsync(ScepMessageType type, string transaction, byte[] content, X509Certificate2 signer)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(host.Addresses.AuthorityFile);
        var envelope = new EnvelopedCms(new ContentInfo(content), new AlgorithmIdentifier(new Oid("2.16.840.1.101.3.4.1.42")));
        envelope.Encrypt(new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, authority));
        var message = new SignedCms(new ContentInfo(envelope.Encode()));
        var how = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer) { IncludeOption = X509IncludeOption.EndCertOnly };
        Add("2", w => w.WriteCharacterString(UniversalTagNumber.PrintableString, ((int)type).ToString(CultureInfo.InvariantCulture)));
        Add("7", w => w.WriteCharacterString(UniversalTagNumber.PrintableString, transaction));
        Add("5", w => w.WriteOctetString(RandomNumberGenerator.GetBytes(16)));
        message.ComputeSignature(how);
        var answer = await host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(message.Encode()));
        Assert.Equal((200, "application/x-pki-message"), (answer.Status, answer.MediaType));
        return Read(answer.Bytes, signer);

        void Add(string name, Action<AsnWriter> value) => how.SignedAttributes.Add(new AsnEncodedData(new Oid(Attribute + name), Write(value)));
    }

    private static X509Certificate2Collection Read(byte[] answer, X509Certificate2 signer)
    {
        var message = new SignedCms();
        message.Decode(answer);
        var status = message.SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>().Single(a => a.Oid.Value == Attribute + "3").Values[0].RawData;
        if (new AsnReader(status, AsnEncodingRules.DER).ReadCharacterString(UniversalTagNumber.PrintableString) != $"{(int)PkiStatus.Success}")
            return [];
        var envelope = new EnvelopedCms();
        envelope.Decode(message.ContentInfo.Content);
        using var key = signer.GetRSAPrivateKey();
        envelope.Decrypt(envelope.RecipientInfos[0], key);
        var content = new SignedCms();
        content.Decode(envelope.ContentInfo.Content);
        return content.Certificates;
    }

    private static byte[] Reference(X500DistinguishedName issuer, Action<AsnWriter> second) =>
        Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteEncodedValue(issuer.RawData);
                second(w);
            }
        });

    private static byte[] Write(Action<AsnWriter> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        value(writer);
        return writer.Encode();
    }
}
