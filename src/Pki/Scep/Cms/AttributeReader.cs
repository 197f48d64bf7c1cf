using System.Formats.Asn1;
using System.Security.Cryptography;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>The signed attributes of a message (RFC 8894 section 3.2.1).</summary>
internal sealed class AttributeReader(CryptographicAttributeObjectCollection attributes)
{
    /// <exception cref="ScepMessageException">when an attribute that every message has is missing or malformed.</exception>
    public ScepHeader Header()
    {
        var transaction = Text(ScepAttributes.TransactionId);
        if (transaction is null || transaction.Length is 0 or > ScepLimits.MaxTransactionId || !transaction.All(c => c is > ' ' and <= '~'))
            throw new ScepMessageException(FailInfo.BadRequest, $"the message has no transactionID of 1 to {ScepLimits.MaxTransactionId} printable characters");
        var nonce = Nonce(ScepAttributes.SenderNonce);
        return new ScepHeader((ScepMessageType)Number(ScepAttributes.MessageType, "messageType"), transaction, nonce);
    }

    /// <exception cref="ScepMessageException">when it is missing or malformed.</exception>
    public byte[] Nonce(string oid)
    {
        var nonce = Single(oid) is { } value ? AsnDecoder.ReadOctetString(value, AsnEncodingRules.BER, out _) : [];
        return nonce.Length is > 0 and <= ScepLimits.MaxNonce
            ? nonce
            : throw new ScepMessageException(FailInfo.BadRequest, $"the message has no nonce of 1 to {ScepLimits.MaxNonce} bytes");
    }

    /// <summary>Numbers are written as text.</summary>
    /// <exception cref="ScepMessageException">when it is missing or malformed.</exception>
    public int Number(string oid, string name) =>
        Text(oid) is { Length: 1 or 2 } text && text.All(char.IsAsciiDigit)
            ? int.Parse(text)
            : throw new ScepMessageException(FailInfo.BadRequest, $"the message has no {name} of one or two digits");

    public string? FailInfoText() => Text(ScepAttributes.FailInfoText) is { } text ? PeerText.Clean(text) : null;

    public DateTimeOffset? SigningTime()
    {
        if (Single(ScepAttributes.SigningTime) is not { } value)
            return null;
        return new AsnReader(value, AsnEncodingRules.BER) is var reader && reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime)
            ? reader.ReadGeneralizedTime()
            : reader.ReadUtcTime();
    }

    // The RFC says PrintableString; Go's and others' libraries choose by the characters.
    private string? Text(string oid)
    {
        if (Single(oid) is not { } value)
            return null;
        var tag = Asn1Tag.Decode(value, out _);
        return
            tag.TagClass == TagClass.Universal
            && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.PrintableString or UniversalTagNumber.UTF8String or UniversalTagNumber.IA5String
            ? AsnDecoder.ReadCharacterString(value, AsnEncodingRules.BER, (UniversalTagNumber)tag.TagValue, out _)
            : throw new CryptographicException("an attribute that should be text is not text");
    }

    private byte[]? Single(string oid)
    {
        byte[]? found = null;
        foreach (var attribute in attributes)
        {
            if (attribute.Oid.Value != oid)
                continue;
            if (found is not null || attribute.Values.Count != 1)
                throw new CryptographicException("an attribute has several values");
            found = attribute.Values[0].RawData;
        }

        return found;
    }
}
