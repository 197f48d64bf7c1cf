using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Revocation;

/// <summary>Looks a certificate and its issuers below the root up in revocation lists.</summary>
internal static class RevocationCheck
{
    /// <param name="known">Where its issuers are found, up to the root.</param>
    /// <param name="lists">The certificate itself must be covered by one; an issuer is looked up where there is one.</param>
    /// <returns>null, or the reason.</returns>
    public static string? Check(X509Certificate2 leaf, X509Certificate2[] known, IReadOnlyCollection<RevocationList> lists, DateTimeOffset now)
    {
        if (lists.Count == 0)
            return null;
        if (!lists.Any(l => l.Covers(leaf)))
            return lists.First().Check(leaf, known, now);
        foreach (var certificate in Path(leaf, known))
        {
            foreach (var list in lists.Where(l => l.Covers(certificate)))
            {
                if (list.Check(certificate, known, now) is { } problem)
                    return certificate == leaf ? problem : $"signed by {SubjectNames.Describe(certificate.SubjectName)}, which is {problem}";
            }
        }

        return null;
    }

    /// <summary>The leaf and those above it, without the root: no list says what that has revoked of itself.</summary>
    private static List<X509Certificate2> Path(X509Certificate2 leaf, X509Certificate2[] known)
    {
        var path = new List<X509Certificate2>();
        for (var next = leaf; next is not null && (next == leaf || !IsRoot(next)) && !path.Contains(next); )
        {
            path.Add(next);
            var issuer = next.IssuerName.RawData;
            var signed = SignedDocument.Read(next.RawData);
            next = known.FirstOrDefault(c => c.SubjectName.RawData.AsSpan().SequenceEqual(issuer) && signed.IsSignedBy(c));
        }

        return path;
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
