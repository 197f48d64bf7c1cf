using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Peers;

/// <summary>Whether a certificate was signed by an authority, directly or through others; the authority need not be a root.</summary>
internal static class IssuedChain
{
    // The authority is what we trust; what is above it does not matter.
    private const X509ChainStatusFlags AboveAuthority = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    /// <param name="others">Certificates that may be between the two; not trusted.</param>
    /// <param name="usage">The use that all certificates of the chain must be meant for; null: any.</param>
    /// <returns>null, or the reason.</returns>
    public static string? Check(
        X509Certificate2 certificate,
        X509Certificate2 authority,
        X509Certificate2Collection others,
        TimeProvider time,
        PeerUsage? usage = null
    )
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.ExtraStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        if (usage is { } wanted)
            chain.ChainPolicy.ApplicationPolicy.Add(PurposeCheck.KeyPurpose(wanted));
        chain.Build(certificate);
        try
        {
            foreach (var element in chain.ChainElements)
            {
                foreach (var status in element.ChainElementStatus)
                {
                    if ((status.Status & ~AboveAuthority) != 0)
                        return ChainProblem.Describe(element, time.GetUtcNow());
                }

                if (element.Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span))
                    return null;
            }

            return $"not signed by {SubjectNames.Describe(authority.SubjectName)}";
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }
}
