using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Enrollment;

/// <summary>The PEM files that an enrolment keeps.</summary>
/// <param name="Certificate">Our certificate, its intermediates behind it.</param>
/// <param name="Key">Its private key; another file than the certificate's.</param>
/// <param name="Ca">The authorities that peers must come from: written if the file does not exist, and never changed.</param>
public sealed record EnrollmentPaths(string Certificate, string Key, string Ca)
{
    /// <summary>Puts a pair in place that a process which was killed had got: what is looked at before is not what will be used.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be read or moved.</exception>
    public void Recover() => new EnrollmentFiles(this).Recover();
}
