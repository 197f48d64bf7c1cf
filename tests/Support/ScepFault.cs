namespace SocketWarp.TestSupport;

/// <summary>What goes wrong with one request for a certificate.</summary>
public enum ScepFault
{
    None,

    /// <summary>The certificate is issued, and the connection cut in the middle of the answer.</summary>
    Truncate,

    /// <summary>The certificate is issued, and nothing is answered.</summary>
    Lose,

    /// <summary>HTTP 503, although the certificate is issued.</summary>
    Busy,

    Pending,
    Refuse,

    /// <summary>The certificate is for another common name.</summary>
    OtherSubject,
}
