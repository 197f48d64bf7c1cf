using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Takes the certificate's own word, where the settings switch the verify service off.</summary>
internal sealed class TrustingAdmissionSource : IAdmissionSource
{
    public Task<AdmissionDecision> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken) =>
        Task.FromResult(
            CertificateUid.TryGet(leaf, out var uid, out var problem)
                ? AdmissionDecision.Admitted(uid)
                : AdmissionDecision.Refused(ErrorCode.NotAdmitted, $"the certificate {problem}")
        );
}
