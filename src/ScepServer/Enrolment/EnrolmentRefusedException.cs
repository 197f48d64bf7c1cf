using SocketWarp.Pki.Scep;

namespace SocketWarp.ScepServer.Enrolment;

/// <summary>No certificate. The message may be shown to who asked; what only the operator may know is in <see cref="Reason"/>.</summary>
internal sealed class EnrolmentRefusedException(FailInfo failInfo, string message, string? reason = null) : Exception(message)
{
    /// <summary>The one text for everything that is wrong with a secret: finer answers would tell which clients there are and which wait for one.</summary>
    public const string NotAccepted = "the challenge password is not accepted: it is UID\\SECRET, with the one-time secret that the administrator made";

    public FailInfo FailInfo => failInfo;

    /// <summary>The reason for the log; without secrets.</summary>
    public string Reason => reason ?? Message;

    /// <summary>A word for it, to count it under.</summary>
    public string Kind => IsOfSecret ? "Secret" : failInfo.ToString();

    /// <summary>Something is wrong with the secret.</summary>
    public bool IsOfSecret { get; private init; }

    public static EnrolmentRefusedException OfSecret(string reason) => new(FailInfo.BadRequest, NotAccepted, reason) { IsOfSecret = true };
}
