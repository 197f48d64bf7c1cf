namespace SocketWarp.Pki.Scep;

/// <summary>What we read of others at most. Real messages have a tenth of it.</summary>
internal static class ScepLimits
{
    /// <summary>Bytes of a request: a PKCS#10 request of 16 KiB, two certificates and two signatures fit.</summary>
    public const int MaxRequest = 64 * 1024;

    /// <summary>Bytes of an answer: it may hold a revocation list of some 20,000 certificates.</summary>
    public const int MaxAnswer = 1024 * 1024;

    /// <summary>Bytes of the answer to GetCACaps; all keywords together have about 150.</summary>
    public const int MaxCapabilities = 4096;

    /// <summary>Certificates in one message: a chain and a registration authority have up to five.</summary>
    public const int MaxCertificates = 10;

    /// <summary>Recipients in one envelope; we are one of them.</summary>
    public const int MaxRecipients = 10;

    /// <summary>Characters; the SHA-256 of a key in hexadecimal has 64.</summary>
    public const int MaxTransactionId = 255;

    /// <summary>Bytes; RFC 8894 section 3.2.1.5 says 16, older clients send others.</summary>
    public const int MaxNonce = 64;
}
