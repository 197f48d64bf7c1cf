using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Scep.Server;

/// <summary>Tells apart who signed a request: one whom the authority knows, or one who signed for itself.</summary>
internal sealed class SignerCheck
{
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;

    public SignerCheck(CertificateAuthority authority, TimeProvider time)
    {
        _authority = authority;
        _time = time;
    }

    /// <summary>Compares names only: a name alone gives no right to anything, and the signature was checked with the certificate's own key.</summary>
    public static bool SignedByItself(X509Certificate2 signer) => signer.SubjectName.RawData.AsSpan().SequenceEqual(signer.IssuerName.RawData);

    /// <summary>Checks whether this very authority issued the certificate, and not another below the same root.</summary>
    /// <returns>null, or why not.</returns>
    public string? Check(X509Certificate2 signer)
    {
        if (!signer.IssuerName.RawData.AsSpan().SequenceEqual(_authority.Certificate.SubjectName.RawData))
            return $"the signer's certificate was not issued by {SubjectNames.Describe(_authority.Certificate.SubjectName)}";
        if (Validity.Check(signer, _time.GetUtcNow()) is { } problem)
            return Validity.ForPeer($"the signer's certificate is {problem}", "the SCEP server");
        return IssuedChain.Check(signer, _authority.Certificate, [], _time) is { } wrong ? $"the signer's certificate is {wrong}" : null;
    }
}
