namespace SocketWarp.Pki.Scep;

/// <summary>RFC 8894 section 3.2.1.3.</summary>
public enum PkiStatus
{
    /// <summary>The request was granted.</summary>
    Success = 0,

    /// <summary>The request was refused.</summary>
    Failure = 2,

    /// <summary>Somebody has yet to decide: ask again later.</summary>
    Pending = 3,
}
