using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Says what the test wants it to say; at first yes to everybody, by the name "a".</summary>
internal sealed class FakeVerifier : IVerifier
{
    public static readonly AdmissionDecision Away = AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, "nobody is there");
    public static readonly AdmissionDecision No = AdmissionDecision.Refused(ErrorCode.NotAdmitted, "it is revoked");

    private int _questions;

    public int Questions => Volatile.Read(ref _questions);

    public Func<CancellationToken, Task<AdmissionDecision>> Answer { get; set; } = _ => Task.FromResult(AdmissionDecision.Admitted("a"));

    /// <summary>The replacement of <see cref="Answer"/>.</summary>
    public Func<X509Certificate2, AdmissionDecision>? Judge { get; set; }

    public void Say(AdmissionDecision verdict) => Answer = _ => Task.FromResult(verdict);

    public Task<AdmissionDecision> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        // A test that sees the count may change the answer at once.
        var (answer, judge) = (Answer, Judge);
        Interlocked.Increment(ref _questions);
        return judge is null ? answer(cancellationToken) : Task.FromResult(judge(leaf));
    }
}
