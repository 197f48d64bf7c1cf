namespace SocketWarp.Pki.Enrollment;

/// <summary>The PEM files that an enrolment keeps.</summary>
/// <param name="Certificate">Our certificate, its intermediates behind it.</param>
/// <param name="Key">Its private key; another file than the certificate's.</param>
/// <param name="Ca">The authorities that peers must come from: written when there is none, and never changed.</param>
public sealed record EnrollmentPaths(string Certificate, string Key, string Ca);
