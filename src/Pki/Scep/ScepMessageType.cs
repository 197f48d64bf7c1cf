namespace SocketWarp.Pki.Scep;

/// <summary>RFC 8894 section 3.2.1.2.</summary>
public enum ScepMessageType
{
    CertRep = 3,
    RenewalReq = 17,

    /// <summary>Of drafts before RFC 8894: a renewal, as some clients still call it.</summary>
    UpdateReq = 18,

    PkcsReq = 19,
    CertPoll = 20,
    GetCert = 21,
    GetCrl = 22,
}
