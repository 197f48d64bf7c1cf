using System.Security.Cryptography;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Client;

public sealed partial class ScepTransaction
{
    /// <summary>Reads the answer to the last message.</summary>
    /// <exception cref="ScepMessageException">when it is not an answer, or another's, or altered, or holds no certificate for our key.</exception>
    public ScepReply Read(ReadOnlyMemory<byte> answer)
    {
        var message = SignedMessage.Read(answer, ScepLimits.MaxAnswer, _policy, _authority.Signers);
        if (!_authority.Signers.Any(s => s.RawDataMemory.Span.SequenceEqual(message.Signer.RawDataMemory.Span)))
            throw Refuse("the answer is signed by another than the server");
        if (message.Header.Type != ScepMessageType.CertRep)
            throw Refuse($"the answer is of type {(int)message.Header.Type} and not {(int)ScepMessageType.CertRep}");
        if (message.Header.TransactionId != Id)
            throw Refuse("the answer belongs to another transaction");
        return Untrusted.Read(FailInfo.BadRequest, "the answer's attributes cannot be read", () => ReadStatus(message));
    }

    private ScepReply ReadStatus(SignedMessage message)
    {
        if (_nonce.Length == 0 || !CryptographicOperations.FixedTimeEquals(message.Attributes.Nonce(ScepAttributes.RecipientNonce), _nonce))
            throw Refuse("the answer belongs to another request (its recipientNonce is not ours)");
        var status = (PkiStatus)message.Attributes.Number(ScepAttributes.PkiStatus, "pkiStatus");
        return status switch
        {
            PkiStatus.Success => ReadSuccess(message.Content),
            PkiStatus.Pending => new ScepReply(status),
            PkiStatus.Failure => new ScepReply(status)
            {
                FailInfo = (FailInfo)message.Attributes.Number(ScepAttributes.FailInfo, "failInfo"),
                FailText = message.Attributes.FailInfoText(),
            },
            _ => throw Refuse($"the answer has pkiStatus {(int)status}, which is unknown"),
        };
    }

    private ScepReply ReadSuccess(byte[] content)
    {
        var (decrypted, _) = Envelope.Decrypt(content, _signer, _policy);
        var (certificates, lists) = Untrusted.Read(FailInfo.BadRequest, "the answer holds no certificates", () => DegenerateSignedData.Read(decrypted));
        if (_request is null)
            return new ScepReply(PkiStatus.Success)
            {
                RevocationList = lists.Count == 1 ? lists[0] : throw Refuse("the answer does not hold one revocation list"),
            };
        var ours =
            certificates.FirstOrDefault(c => c.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_request.PublicKey.ExportSubjectPublicKeyInfo()))
            ?? throw Refuse("the answer holds no certificate for our key");
        if (IssuedChain.Check(ours, _authority.Issuer, _authority.Certificates, _policy.Time) is { } problem)
            throw Refuse($"the certificate in the answer is {problem}");
        return new ScepReply(PkiStatus.Success) { Certificate = ours };
    }

    private static ScepMessageException Refuse(string problem) => new(FailInfo.BadMessageCheck, problem);
}
