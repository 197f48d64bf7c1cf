using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Rest;

/// <summary>A client as <c>/api/v1</c> shows it.</summary>
internal static class RestView
{
    public static ScepClientView Of(Client client, DateTimeOffset now) =>
        new()
        {
            Uid = client.Uid,
            Status = client.StatusAt(now).Name(),
            Attributes = client.Attributes,
            CertificateUntil = client.Certificates.Where(c => c.HoldsAt(now)).Max(c => (DateTimeOffset?)(c.RevokedAt ?? c.NotAfter)),
            SecretUntil = client.SecretAt(now)?.DeleteAt,
        };
}
