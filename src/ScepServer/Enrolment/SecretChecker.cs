using System.Net;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Enrolment;

/// <summary>Compares challenge passwords with the clients' secrets.</summary>
internal sealed class SecretChecker(AttemptLimiter limiter, TimeProvider time)
{
    /// <returns>The secret that was matched; it is still to be ended.</returns>
    /// <exception cref="EnrolmentRefusedException">when the secret is missing, wrong, used, expired, another client's, or tried too often.</exception>
    public ClientSecret Check(string uid, Client? client, string? challenge, IPAddress? from)
    {
        if (string.IsNullOrEmpty(challenge))
            throw EnrolmentRefusedException.OfSecret("no challenge password");
        var stored = client?.SecretAt(time.GetUtcNow());
        if (!limiter.TryBegin(stored is null ? null : uid, from))
            throw EnrolmentRefusedException.OfSecret($"too many wrong secrets for it, or from {from}: try again later");
        var at = challenge.IndexOf('\\', StringComparison.Ordinal);
        var ofUid = at >= 0 && challenge.AsSpan(0, at).SequenceEqual(uid);
        if (SecretHash.Matches(challenge[(at + 1)..], ofUid ? stored : null))
        {
            limiter.Succeeded(uid);
            return stored!;
        }

        limiter.Failed(from);
        throw EnrolmentRefusedException.OfSecret(
            client is null ? "there is no such client"
            : !ofUid ? "the challenge password names another client"
            : stored is null ? "no secret waits for it: none was made, or it was used or has expired"
            : "wrong secret"
        );
    }
}
