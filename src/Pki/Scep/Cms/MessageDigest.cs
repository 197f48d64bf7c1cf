using System.Security.Cryptography;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>A digest that a message's signature is over.</summary>
internal static class MessageDigest
{
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha1 = "1.3.14.3.2.26";
    private const string Sha384 = "2.16.840.1.101.3.4.2.2";
    private const string Sha512 = "2.16.840.1.101.3.4.2.3";

    /// <exception cref="ScepMessageException">when it is unknown, or too old without <see cref="ScepPolicy.AllowLegacy"/>.</exception>
    public static void Check(string? oid, ScepPolicy policy)
    {
        if (oid is Sha256 or Sha384 or Sha512 || (oid == Sha1 && policy.AllowLegacy))
            return;
        throw new ScepMessageException(
            FailInfo.BadAlg,
            oid == Sha1 ? "the message is signed with SHA-1: use SHA-256" : $"the message is signed with digest {oid}: use SHA-256"
        );
    }

    public static HashAlgorithmName NameOf(string oid) =>
        oid switch
        {
            Sha256 => HashAlgorithmName.SHA256,
            Sha384 => HashAlgorithmName.SHA384,
            Sha512 => HashAlgorithmName.SHA512,
            Sha1 => HashAlgorithmName.SHA1,
            _ => throw new ArgumentOutOfRangeException(nameof(oid), oid, null),
        };
}
