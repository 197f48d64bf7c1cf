using System.Text.Json;
using Decision = SocketWarp.Store.Decision<SocketWarp.ScepServer.Clients.ClientRecord, SocketWarp.ScepServer.Clients.ClientOutcome>;

namespace SocketWarp.ScepServer.Clients;

/// <summary>Decides what one change does to a table: what comes of it, and the record that makes it so, if any.</summary>
internal static class ClientRules
{
    public static Decision Add(ClientTable table, string uid, IReadOnlyDictionary<string, JsonElement> attributes, ClientSecret? secret, int maxClients)
    {
        if (table.Find(uid) is not null)
            return new Decision(ClientOutcome.Exists);
        if (!ClientAttributes.Fit(attributes))
            return new Decision(ClientOutcome.UnfitAttributes);
        return table.Count >= maxClients
            ? new Decision(ClientOutcome.Full)
            : Done(
                table,
                new ClientRecord
                {
                    Revision = 0,
                    Uid = uid,
                    Attributes = attributes,
                    Secret = secret,
                }
            );
    }

    public static Decision ReplaceAttributes(ClientTable table, string uid, IReadOnlyDictionary<string, JsonElement> attributes)
    {
        if (table.Find(uid) is null)
            return new Decision(ClientOutcome.NotFound);
        return ClientAttributes.Fit(attributes)
            ? Done(
                table,
                new ClientRecord
                {
                    Revision = 0,
                    Uid = uid,
                    Attributes = attributes,
                }
            )
            : new Decision(ClientOutcome.UnfitAttributes);
    }

    public static Decision MergeAttributes(ClientTable table, string uid, IReadOnlyDictionary<string, JsonElement> changes) =>
        table.Find(uid) is { } client
            ? ReplaceAttributes(table, uid, ClientAttributes.Merge(client.Attributes, changes))
            : new Decision(ClientOutcome.NotFound);

    /// <summary>Takes back the secret, and all certificates at once, those of a pending period included.</summary>
    public static Decision Revoke(ClientTable table, string uid, DateTimeOffset now)
    {
        if (table.Find(uid) is not { } client)
            return new Decision(ClientOutcome.NotFound);
        return client.StatusAt(now) == ClientStatus.Inactive
            ? new Decision(ClientOutcome.WrongStatus)
            : Done(
                table,
                new ClientRecord
                {
                    Revision = 0,
                    Uid = uid,
                    EndSecret = true,
                    RevokeOthersAt = now,
                }
            );
    }

    public static Decision CreateSecret(ClientTable table, string uid, ClientSecret secret, bool replace, DateTimeOffset now)
    {
        if (table.Find(uid) is not { } client)
            return new Decision(ClientOutcome.NotFound);
        var status = client.StatusAt(now);
        var isUpdate = status is ClientStatus.Issued or ClientStatus.Updatable;
        var allowed = status is ClientStatus.Inactive or ClientStatus.Issued || (replace && status is ClientStatus.Issuable or ClientStatus.Updatable);
        return allowed && isUpdate == secret.PendingPeriod is not null
            ? Done(
                table,
                new ClientRecord
                {
                    Revision = 0,
                    Uid = uid,
                    Secret = secret,
                }
            )
            : new Decision(ClientOutcome.WrongStatus);
    }

    /// <summary>A certificate for a secret, which ends with it.</summary>
    /// <param name="secret">As it was when it was compared.</param>
    public static Decision IssueForSecret(
        ClientTable table,
        string uid,
        ClientCertificate certificate,
        ClientSecret secret,
        int maxCertificates,
        DateTimeOffset now
    )
    {
        if (table.Find(uid) is not { } client)
            return new Decision(ClientOutcome.NotFound);
        // By reference: a secret of the same text that was made meanwhile is another one.
        if (!ReferenceEquals(client.SecretAt(now), secret))
            return new Decision(ClientOutcome.SecretGone);
        return Issue(table, client, certificate, now + (secret.PendingPeriod ?? TimeSpan.Zero), endSecret: true, maxCertificates, now);
    }

    /// <summary>Gives a new certificate to a client that shows one that still holds.</summary>
    public static Decision Renew(
        ClientTable table,
        string uid,
        ClientCertificate certificate,
        string signer,
        TimeSpan overlap,
        int maxCertificates,
        DateTimeOffset now
    )
    {
        if (table.Find(uid) is not { } client)
            return new Decision(ClientOutcome.NotFound);
        if (client.Find(signer)?.HoldsAt(now) != true)
            return new Decision(ClientOutcome.SignerGone);
        return Issue(table, client, certificate, now + overlap, endSecret: false, maxCertificates, now);
    }

    private static Decision Issue(
        ClientTable table,
        Client client,
        ClientCertificate certificate,
        DateTimeOffset revokeOthersAt,
        bool endSecret,
        int maxCertificates,
        DateTimeOffset now
    )
    {
        if (client.Certificates.Count(c => now <= c.NotAfter) >= maxCertificates)
            return new Decision(ClientOutcome.TooManyCertificates);
        return Done(
            table,
            new ClientRecord
            {
                Revision = 0,
                Uid = client.Uid,
                EndSecret = endSecret,
                Certificate = certificate with { Id = table.NextCertificateId },
                RevokeOthersAt = client.HoldsAt(now) ? revokeOthersAt : null,
            }
        );
    }

    private static Decision Done(ClientTable table, ClientRecord record) => new(ClientOutcome.Done, record with { Revision = table.Revision + 1 });
}
