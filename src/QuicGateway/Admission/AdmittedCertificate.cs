namespace SocketWarp.QuicGateway.Admission;

/// <summary>A certificate that the verify service said yes to.</summary>
/// <param name="Thumbprint">SHA-256, in hexadecimal digits.</param>
/// <param name="At">When it said so last.</param>
internal sealed record AdmittedCertificate(string Thumbprint, string Uid, VerifiedAttributes Attributes, DateTimeOffset At);
