using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep.Client;

namespace SocketWarp.Pki.Enrollment;

/// <summary>What an enrolment gave, in the shape that files have it.</summary>
/// <param name="Intermediates">Those between the leaf and the root, in order.</param>
/// <param name="Roots">What a process that knew no authority may believe from now on.</param>
internal sealed record IssuedCertificate(X509Certificate2 Leaf, IReadOnlyList<X509Certificate2> Intermediates, IReadOnlyList<X509Certificate2> Roots)
{
    /// <param name="fingerprint">Of the root. GetCACert's answer is not signed: of what it holds beside the pinned certificate nothing becomes a root.</param>
    public static IssuedCertificate Create(X509Certificate2 leaf, ScepAuthority authority, byte[]? fingerprint, TimeProvider time)
    {
        var roots = authority
            .Certificates.Where(c =>
                IsRoot(c)
                && (
                    fingerprint is null
                        ? IssuedChain.Check(authority.Issuer, c, authority.Certificates, time) is null
                        : c.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(fingerprint)
                )
            )
            .ToArray();
        return new IssuedCertificate(leaf, Path(authority), roots);
    }

    private static List<X509Certificate2> Path(ScepAuthority authority)
    {
        var path = new List<X509Certificate2>();
        for (var next = authority.Issuer; next is not null && !IsRoot(next) && !path.Contains(next); )
        {
            path.Add(next);
            var issuer = next.IssuerName.RawData;
            next = authority.Certificates.FirstOrDefault(c => c.SubjectName.RawData.AsSpan().SequenceEqual(issuer));
        }

        return path;
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
