using System.Security.Cryptography;

namespace SocketWarp.Pki;

/// <summary>Object identifiers of extended key usage (RFC 5280 section 4.2.1.12).</summary>
internal static class KeyPurposes
{
    public static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>A registration authority for CMC (RFC 6402 section 2.10), the nearest that there is to one for SCEP.</summary>
    public static readonly Oid RegistrationAuthority = new("1.3.6.1.5.5.7.3.28");

    public static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    public static readonly Oid Any = new("2.5.29.37.0");
}
