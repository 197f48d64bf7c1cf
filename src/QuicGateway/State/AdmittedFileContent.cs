using SocketWarp.QuicGateway.Admission;

namespace SocketWarp.QuicGateway.State;

/// <param name="Format">The version of this form; another one is not read.</param>
internal sealed record AdmittedFileContent(int Format, IReadOnlyList<AdmittedCertificate> Certificates)
{
    public const int CurrentFormat = 1;
}
