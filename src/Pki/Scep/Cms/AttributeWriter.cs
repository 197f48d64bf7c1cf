using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>The signed attributes of a message to be (RFC 8894 section 3.2.1).</summary>
internal sealed class AttributeWriter
{
    public AttributeWriter(ScepMessageType type, string transactionId, ReadOnlySpan<byte> senderNonce)
    {
        Add(ScepAttributes.MessageType, $"{(int)type}");
        Add(ScepAttributes.TransactionId, transactionId, PrintableText.TypeFor(transactionId));
        AddNonce(ScepAttributes.SenderNonce, senderNonce);
    }

    public List<AsnEncodedData> Attributes { get; } = [];

    public void Add(string oid, string text, UniversalTagNumber type = UniversalTagNumber.PrintableString)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(type, text);
        Attributes.Add(new AsnEncodedData(new Oid(oid), writer.Encode()));
    }

    public void AddNonce(string oid, ReadOnlySpan<byte> nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(nonce);
        Attributes.Add(new AsnEncodedData(new Oid(oid), writer.Encode()));
    }
}
