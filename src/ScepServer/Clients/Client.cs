using System.Collections.Immutable;
using System.Text.Json;

namespace SocketWarp.ScepServer.Clients;

/// <summary>
/// What is known of a client. Its status follows from that and the time: so the two cannot disagree, and what ends by the clock ends when it
/// is due, whether or not anybody looks.
/// </summary>
internal sealed record Client(string Uid)
{
    /// <summary>The expired certificates that are kept for those who list them; older ones are forgotten with the next issue.</summary>
    public const int KeptExpired = 20;

    public IReadOnlyDictionary<string, JsonElement> Attributes { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    public ClientSecret? Secret { get; init; }

    /// <summary>The certificates in the order of their issue.</summary>
    public ImmutableList<ClientCertificate> Certificates { get; init; } = [];

    /// <summary>What changes by itself, and when.</summary>
    public IEnumerable<DateTimeOffset> DueTimes =>
        Certificates.SelectMany(c => (DateTimeOffset?[])[c.NotAfter, c.RevokedAt]).Append(Secret?.DeleteAt).OfType<DateTimeOffset>();

    public ClientStatus StatusAt(DateTimeOffset now)
    {
        var holding = Certificates.Where(c => c.HoldsAt(now)).ToArray();
        if (SecretAt(now) is not null)
            return holding.Length > 0 ? ClientStatus.Updatable : ClientStatus.Issuable;
        if (holding.Length == 0)
            return ClientStatus.Inactive;
        return holding.Any(c => c.RevokedAt is not null) ? ClientStatus.Pending : ClientStatus.Issued;
    }

    /// <summary>Whether it has a certificate that holds.</summary>
    public bool HoldsAt(DateTimeOffset now) => Certificates.Any(c => c.HoldsAt(now));

    /// <summary>The secret, while it is not expired.</summary>
    public ClientSecret? SecretAt(DateTimeOffset now) => Secret is { } secret && now < secret.DeleteAt ? secret : null;

    public ClientCertificate? Find(string serial) => Certificates.Find(c => c.Serial == serial);

    /// <summary>Adds a certificate, and drops those that expired long before.</summary>
    public Client Add(ClientCertificate certificate)
    {
        var expired = Certificates.Where(c => c.NotAfter < certificate.IssuedAt).SkipLast(KeptExpired);
        return this with { Certificates = Certificates.RemoveRange(expired).Add(certificate) };
    }

    public Client RevokeAllBut(string? serial, DateTimeOffset at) =>
        this with
        {
            Certificates = [.. Certificates.Select(c => c.Serial == serial ? c : c.Revoke(at))],
        };
}
