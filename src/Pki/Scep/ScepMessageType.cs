namespace SocketWarp.Pki.Scep;

/// <summary>RFC 8894 section 3.2.1.2.</summary>
public enum ScepMessageType
{
    CertRep = 3,
    RenewalReq = 17,

    /// <summary>A renewal, as drafts before RFC 8894 and some clients still call it.</summary>
    UpdateReq = 18,

    PkcsReq = 19,
    CertPoll = 20,
    GetCert = 21,
    GetCrl = 22,
}
