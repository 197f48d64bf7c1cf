using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Says who a certificate belongs to and whether it is still good, beyond what its chain says.</summary>
internal interface IAdmissionSource
{
    /// <summary>Answers within a bounded time; throws only when it is cancelled.</summary>
    Task<AdmissionDecision> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken);
}
