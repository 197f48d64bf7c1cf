using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;

namespace SocketWarp.Pki;

/// <summary>The uid in a connector's certificate: the one common name (CN) of its subject.</summary>
public static class CertificateUid
{
    private const string CommonName = "2.5.4.3";

    /// <param name="error">Why it has none: several common names, none, or one that is not a uid (<see cref="Uid"/>).</param>
    public static bool TryGet(X509Certificate2 certificate, [NotNullWhen(true)] out string? uid, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return TryGet(certificate.SubjectName, out uid, out error);
    }

    /// <summary>Reads the uid from the subject that a request asks for, as from a certificate.</summary>
    public static bool TryGet(X500DistinguishedName subject, [NotNullWhen(true)] out string? uid, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(subject);
        error = Read(subject, out var name);
        if (error is null && !Uid.TryValidate(name, out var problem))
            error = $"has a common name (CN) that is not a uid: {problem}";
        uid = error is null ? name! : null;
        return uid is not null;
    }

    private static string? Read(X500DistinguishedName subject, out string? name)
    {
        name = null;
        try
        {
            foreach (var part in subject.EnumerateRelativeDistinguishedNames())
            {
                if (part.HasMultipleElements)
                    return "has a subject part with several values: give it a plain CN";
                if (part.GetSingleElementType().Value != CommonName)
                    continue;
                if (name is not null)
                    return "has more than one common name (CN) in its subject";
                name = part.GetSingleElementValue();
                if (name is null)
                    return "has a common name (CN) that is not text";
            }
        }
        catch (CryptographicException)
        {
            return "has a subject that cannot be read";
        }

        return name is null ? "has no common name (CN) in its subject: the uid belongs there" : null;
    }
}
