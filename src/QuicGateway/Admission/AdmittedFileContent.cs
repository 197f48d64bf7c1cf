namespace SocketWarp.QuicGateway.Admission;

/// <param name="Format">The version of this form; another one is not read.</param>
internal sealed record AdmittedFileContent(int Format, IReadOnlyList<AdmittedCertificate> Certificates)
{
    public const int CurrentFormat = 1;
}
