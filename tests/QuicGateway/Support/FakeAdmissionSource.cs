using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Says what the test wants it to say; at first yes to everybody, by the name "a".</summary>
internal sealed class FakeAdmissionSource : IAdmissionSource
{
    public static readonly AdmissionDecision Away = AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, "nobody is there");
    public static readonly AdmissionDecision No = AdmissionDecision.Refused(ErrorCode.NotAdmitted, "it is revoked");

    private int _questions;

    public int Questions => Volatile.Read(ref _questions);

    public Func<CancellationToken, Task<AdmissionDecision>> Answer { get; set; } = _ => Task.FromResult(AdmissionDecision.Admitted("a"));

    /// <summary>The replacement of <see cref="Answer"/>.</summary>
    public Func<X509Certificate2, AdmissionDecision>? Check { get; set; }

    public void Say(AdmissionDecision decision) => Answer = _ => Task.FromResult(decision);

    public Task<AdmissionDecision> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        // A test that sees the count may change the answer at once.
        var (answer, check) = (Answer, Check);
        Interlocked.Increment(ref _questions);
        return check is null ? answer(cancellationToken) : Task.FromResult(check(leaf));
    }
}
