using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Server;

public sealed partial class ScepResponder
{
    /// <summary>Reads a PKIOperation's message.</summary>
    /// <exception cref="ScepMessageException">when it is not accepted; answer with <see cref="Fail"/> where the exception has a header.</exception>
    public ScepRequest Read(ReadOnlyMemory<byte> encoded)
    {
        var message = SignedMessage.Read(encoded, ScepLimits.MaxRequest, _policy, []);
        try
        {
            CheckTime(message);
            var itself = CheckSigner(message);
            var (content, cipher) = Envelope.Decrypt(message.Content, _identity, _policy);
            // One text for whatever is wrong with the content: see FailInfo.BadMessageCheck.
            var request = Untrusted.Read(FailInfo.BadMessageCheck, ScepTexts.Unreadable, () => ReadContent(message, content, cipher, itself));
            CheckStrength(request.SigningRequest);
            return request;
        }
        catch (ScepMessageException e)
        {
            throw e.WithHeader(message.Header);
        }
    }

    private void CheckTime(SignedMessage message)
    {
        var signed = Untrusted.Read(FailInfo.BadTime, "the signing time cannot be read", message.Attributes.SigningTime);
        var now = _policy.Time.GetUtcNow();
        if (signed is { } time && (time - now).Duration() > _policy.MaxClockSkew)
            throw new ScepMessageException(FailInfo.BadTime, $"the message was signed at {time:u}, and it is {now:u} here: set the clock");
    }

    /// <returns>Whether it was signed by itself, where that is allowed.</returns>
    private bool CheckSigner(SignedMessage message)
    {
        var type = message.Header.Type;
        if (
            type
            is not (
                ScepMessageType.PkcsReq
                or ScepMessageType.RenewalReq
                or ScepMessageType.UpdateReq
                or ScepMessageType.CertPoll
                or ScepMessageType.GetCert
                or ScepMessageType.GetCrl
            )
        )
            throw new ScepMessageException(FailInfo.BadRequest, $"messages of type {(int)type} are not supported");
        if (type is ScepMessageType.PkcsReq or ScepMessageType.CertPoll && SignerCheck.SignedByItself(message.Signer))
            return true;
        return Untrusted.Read(FailInfo.BadMessageCheck, "the signer's certificate cannot be read", () => _signers.Check(message.Signer)) is { } problem
            ? throw new ScepMessageException(FailInfo.BadMessageCheck, problem)
            : false;
    }

    private ScepRequest ReadContent(SignedMessage message, byte[] content, ContentCipher cipher, bool itself)
    {
        switch (message.Header.Type)
        {
            case ScepMessageType.CertPoll:
                var (pollIssuer, subject) = CertificateReference.ReadSubject(content);
                return new ScepRequest(message, cipher) { SignedByItself = itself, PolledSubject = OfUs(pollIssuer, subject) };
            case ScepMessageType.GetCert or ScepMessageType.GetCrl:
                var (issuer, serial) = CertificateReference.ReadSerial(content);
                return new ScepRequest(message, cipher) { Serial = OfUs(issuer, serial) };
            default:
                var request = CertificateSigningRequest.Read(content);
                // Section 3.3.1: a client that signs for itself must own the key that it asks a certificate for.
                if (itself && !request.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(message.Signer.PublicKey.ExportSubjectPublicKeyInfo()))
                    throw new ScepMessageException(FailInfo.BadMessageCheck, ScepTexts.Unreadable);
                return new ScepRequest(message, cipher) { SignedByItself = itself, SigningRequest = request };
        }
    }

    /// <remarks>Told apart from other faults, as the request's own signature has shown that it was decrypted as its author wrote it.</remarks>
    private void CheckStrength(CertificateSigningRequest? request)
    {
        try
        {
            request?.CheckStrength(allowSha1: _policy.AllowLegacy);
        }
        catch (CertificateRequestException e)
        {
            throw new ScepMessageException(FailInfo.BadAlg, e.Message, e);
        }
    }

    private T OfUs<T>(X500DistinguishedName issuer, T value) =>
        issuer.RawData.AsSpan().SequenceEqual(_authority.Certificate.SubjectName.RawData)
            ? value
            : throw new ScepMessageException(FailInfo.BadMessageCheck, ScepTexts.Unreadable);
}
