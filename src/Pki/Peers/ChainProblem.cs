using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Peers;

/// <summary>Why a chain was refused, in plain words.</summary>
internal static class ChainProblem
{
    private const X509ChainStatusFlags NoRoot = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    public static string Describe(X509Chain chain, string source, DateTimeOffset now)
    {
        var all = X509ChainStatusFlags.NoError;
        foreach (var status in chain.ChainStatus)
            all |= status.Status;
        // A chain that ends nowhere has other faults as well; they follow from it.
        if ((all & NoRoot) != 0)
            return $"signed by an authority that is not in {source} ({SubjectNames.Describe(chain.ChainElements[^1].Certificate.IssuerName)})";
        foreach (var element in chain.ChainElements)
        {
            if (Describe(element, now) is { } problem)
                return element == chain.ChainElements[0] ? problem : $"signed by {SubjectNames.Describe(element.Certificate.SubjectName)}, which is {problem}";
        }

        return chain.ChainStatus.Length > 0 ? chain.ChainStatus[0].StatusInformation.Trim() : "refused without a reason";
    }

    public static string? Describe(X509ChainElement element, DateTimeOffset now)
    {
        foreach (var status in element.ChainElementStatus)
        {
            return status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid => Validity.Check(element.Certificate, now) ?? "outside its period",
                X509ChainStatusFlags.NotSignatureValid => "signed with a signature that is wrong",
                X509ChainStatusFlags.NotValidForUsage => "not meant for this use",
                X509ChainStatusFlags.InvalidBasicConstraints => "not allowed to sign, or to sign so long a chain",
                _ => status.StatusInformation.Trim(),
            };
        }

        return null;
    }
}
