namespace SocketWarp.Pki;

/// <summary>Object identifiers of curves (RFC 5480 section 2.1.1.1).</summary>
internal static class NamedCurves
{
    public const string P256 = "1.2.840.10045.3.1.7";
    public const string P384 = "1.3.132.0.34";
    public const string P521 = "1.3.132.0.35";
}
