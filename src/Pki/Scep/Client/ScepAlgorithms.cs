using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>The strongest that server and policy both have (RFC 8894 section 3.5.2).</summary>
internal sealed record ScepAlgorithms(ContentCipher Cipher, string DigestOid)
{
    /// <exception cref="ScepMessageException">when the server knows only what the policy refuses.</exception>
    public static ScepAlgorithms Choose(ScepCapabilities server, ScepPolicy policy)
    {
        var cipher =
            server.HasFlag(ScepCapabilities.Aes256) ? ContentCipher.Aes256
            : server.HasFlag(ScepCapabilities.Aes) ? ContentCipher.Aes128
            : policy.AllowLegacy ? ContentCipher.TripleDes
            : throw new ScepMessageException(FailInfo.BadAlg, "the SCEP server does not announce AES: update it, or allow legacy algorithms");
        var digest =
            server.HasFlag(ScepCapabilities.Sha256) ? MessageDigest.Sha256
            : policy.AllowLegacy ? MessageDigest.Sha1
            : throw new ScepMessageException(FailInfo.BadAlg, "the SCEP server does not announce SHA-256: update it, or allow legacy algorithms");
        return new ScepAlgorithms(cipher, digest);
    }
}
