using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Scep.Cms;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Scep.Server;

/// <remarks>Answers use the request's own digest and cipher: what a client can write it can read.</remarks>
public sealed partial class ScepResponder
{
    private const int NonceLength = 16;

    /// <param name="issued">Goes with the authority's own certificates, so that the client has its chain.</param>
    public byte[] Succeed(ScepRequest request, X509Certificate2 issued)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Succeed(request, DegenerateSignedData.Write([issued, _authority.Certificate, .. _authority.Issuers]));
    }

    /// <summary>Answers GetCRL.</summary>
    /// <param name="revocationList">DER.</param>
    public byte[] SucceedWithList(ScepRequest request, ReadOnlyMemory<byte> revocationList)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Succeed(request, DegenerateSignedData.WriteList(revocationList));
    }

    /// <summary>The client is to ask again with CertPoll.</summary>
    public byte[] Defer(ScepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Write(request.DigestOid, null, Attributes(request.Header, PkiStatus.Pending));
    }

    /// <param name="text">For the operator at the other end; no secrets.</param>
    public byte[] Fail(ScepHeader header, FailInfo failInfo, string text)
    {
        ArgumentNullException.ThrowIfNull(header);
        var attributes = Attributes(header, PkiStatus.Failure);
        attributes.Add(ScepAttributes.FailInfo, $"{(int)failInfo}");
        attributes.Add(ScepAttributes.FailInfoText, PeerText.Clean(text), UniversalTagNumber.UTF8String);
        return Write(MessageDigest.Sha256, null, attributes);
    }

    private static AttributeWriter Attributes(ScepHeader header, PkiStatus status)
    {
        var attributes = new AttributeWriter(ScepMessageType.CertRep, header.TransactionId, RandomNumberGenerator.GetBytes(NonceLength));
        attributes.Add(ScepAttributes.PkiStatus, $"{(int)status}");
        attributes.AddNonce(ScepAttributes.RecipientNonce, header.SenderNonce.Span);
        return attributes;
    }

    private byte[] Succeed(ScepRequest request, byte[] content) =>
        Write(request.DigestOid, Envelope.Encrypt(content, request.Signer, request.Cipher), Attributes(request.Header, PkiStatus.Success));

    private byte[] Write(string digestOid, byte[]? content, AttributeWriter attributes) =>
        SignedMessage.Write(content, _identity, digestOid, attributes, _policy.Time);
}
