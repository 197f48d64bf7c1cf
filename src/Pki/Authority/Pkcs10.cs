using System.Formats.Asn1;

namespace SocketWarp.Pki.Authority;

/// <summary>The three parts of a PKCS#10 request (RFC 2986 section 4.2).</summary>
internal sealed record Pkcs10(ReadOnlyMemory<byte> Info, string SignatureOid, byte[] Signature)
{
    /// <exception cref="AsnContentException">when it is not a PKCS#10 request.</exception>
    public static Pkcs10 Read(ReadOnlyMemory<byte> encoded)
    {
        var whole = new AsnReader(encoded, AsnEncodingRules.BER);
        var outer = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        var info = outer.ReadEncodedValue();
        var oid = outer.ReadSequence().ReadObjectIdentifier();
        var signature = outer.ReadBitString(out var unused);
        outer.ThrowIfNotEmpty();
        if (unused != 0)
            throw new AsnContentException("a signature has whole bytes");
        return new Pkcs10(info, oid, signature);
    }

    /// <summary>Writes the request with its attributes in DER's order: .NET insists on it, and strongSwan's requests do not have it.</summary>
    public byte[] WriteSorted()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteSortedInfo(writer);
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(SignatureOid);
            writer.WriteBitString(Signature);
        }

        return writer.Encode();
    }

    private void WriteSortedInfo(AsnWriter writer)
    {
        var info = new AsnReader(Info, AsnEncodingRules.BER).ReadSequence();
        using (writer.PushSequence())
        {
            // Version, subject and key.
            for (var i = 0; i < 3; i++)
                writer.WriteEncodedValue(info.ReadEncodedValue().Span);
            var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
            using (writer.PushSetOf(tag))
            {
                // Some clients leave the field out when they have no attributes.
                if (!info.HasData)
                    return;
                var attributes = info.ReadSetOf(skipSortOrderValidation: true, tag);
                while (attributes.HasData)
                    writer.WriteEncodedValue(attributes.ReadEncodedValue().Span);
            }
        }

        info.ThrowIfNotEmpty();
    }
}
