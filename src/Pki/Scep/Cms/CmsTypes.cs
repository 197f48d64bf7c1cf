namespace SocketWarp.Pki.Scep.Cms;

/// <summary>Object identifiers of content (RFC 5652).</summary>
internal static class CmsTypes
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string SignedData = "1.2.840.113549.1.7.2";
}
