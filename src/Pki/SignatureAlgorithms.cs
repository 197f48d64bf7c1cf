namespace SocketWarp.Pki;

/// <summary>Object identifiers of signatures (RFC 8017 appendix A.2.4, RFC 3279 section 2.2.3).</summary>
internal static class SignatureAlgorithms
{
    private const string RsaWithSha1 = "1.2.840.113549.1.1.5";
    private const string OiwRsaWithSha1 = "1.3.14.3.2.29";
    private const string EcdsaWithSha1 = "1.2.840.10045.4.1";

    public static bool IsSha1(string oid) => oid is RsaWithSha1 or OiwRsaWithSha1 or EcdsaWithSha1;
}
