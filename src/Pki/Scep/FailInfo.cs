namespace SocketWarp.Pki.Scep;

/// <summary>RFC 8894 section 3.2.1.4.</summary>
public enum FailInfo
{
    /// <summary>An algorithm or key that is unknown or too weak.</summary>
    BadAlg = 0,

    /// <summary>
    /// The message's integrity is not proven. This is also the one answer to everything that only its decrypted content could tell:
    /// finer answers would let others decrypt with our key.
    /// </summary>
    BadMessageCheck = 1,

    /// <summary>The request is not permitted or not supported.</summary>
    BadRequest = 2,

    /// <summary>The signing time is too far from ours.</summary>
    BadTime = 3,

    /// <summary>No such certificate.</summary>
    BadCertId = 4,
}
