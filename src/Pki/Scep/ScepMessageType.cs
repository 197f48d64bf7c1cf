namespace SocketWarp.Pki.Scep;

/// <summary>RFC 8894 section 3.2.1.2.</summary>
public enum ScepMessageType
{
    /// <summary>The answer to all others.</summary>
    CertRep = 3,

    /// <summary>A certificate in place of one that still holds.</summary>
    RenewalReq = 17,

    /// <summary>A renewal, as drafts before RFC 8894 and some clients still call it.</summary>
    UpdateReq = 18,

    /// <summary>A first certificate.</summary>
    PkcsReq = 19,

    /// <summary>Whether a certificate that was pending is there.</summary>
    CertPoll = 20,

    /// <summary>A certificate by its serial number.</summary>
    GetCert = 21,

    /// <summary>The revocation list.</summary>
    GetCrl = 22,
}
