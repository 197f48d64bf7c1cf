namespace SocketWarp.Pki.Scep;

/// <summary>What a SCEP server says that it can (GetCACaps, RFC 8894 section 3.5.2): one keyword a line.</summary>
[Flags]
public enum ScepCapabilities
{
    /// <summary>Nothing was said.</summary>
    None = 0,

    /// <summary>AES-128-CBC.</summary>
    Aes = 1,

    /// <summary>3DES in CBC mode.</summary>
    TripleDes = 1 << 1,

    /// <summary>The operation GetNextCACert: the authority's next certificate.</summary>
    GetNextCaCert = 1 << 2,

    /// <summary>PKIOperation by HTTP POST.</summary>
    Post = 1 << 3,

    /// <summary>Renewals signed with the certificate that is renewed.</summary>
    Renewal = 1 << 4,

    /// <summary>SHA-1.</summary>
    Sha1 = 1 << 5,

    /// <summary>SHA-256.</summary>
    Sha256 = 1 << 6,

    /// <summary>SHA-512.</summary>
    Sha512 = 1 << 7,

    /// <summary>All that RFC 8894 makes mandatory: AES, POST and SHA-256.</summary>
    Standard = 1 << 8,

    /// <summary>Our own keyword, as AES promises 128 bits only; clients that do not know it ignore it.</summary>
    Aes256 = 1 << 9,

    /// <summary>A keyword of strongSwan, whose version 5.9.8 confuses the keywords and uses AES and SHA-256 only where this one is announced.</summary>
    Sha384 = 1 << 10,
}
