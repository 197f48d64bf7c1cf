using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.ScepServer.Clients;
using SocketWarp.Web.Backup;

namespace SocketWarp.ScepServer.Backup;

/// <summary>A backup of clients, their secrets' hashes and their certificates.</summary>
internal static class ClientBackup
{
    private const string Kind = "clients";

    /// <summary>A century, which no clock overflows by.</summary>
    private static readonly TimeSpan LongestPending = TimeSpan.FromDays(36_500);

    private const string Untouched = "take the line as warp clients backup wrote it";

    public static byte[] Write(ClientTable table, DateTimeOffset time) =>
        BackupText.Write(Kind, table.Revision, time, [.. table.All.Select(c => ClientRecord.Restoring(c, table.Revision))], ClientJson.Default.ClientRecord);

    /// <exception cref="BackupException">when a line is wrong, or two do not go together.</exception>
    public static IReadOnlyList<Client> Read(ReadOnlySpan<byte> text)
    {
        var records = BackupText.Read(text, Kind, ClientJson.Default.ClientRecord);
        var (uids, ids) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<long>());
        return [.. records.Select((record, i) => Check(record, i + 2, uids, ids))];
    }

    private static Client Check(ClientRecord record, int line, Dictionary<string, int> uids, HashSet<long> ids)
    {
        if (!Uid.TryValidate(record.Uid, out var error))
        {
            var (what, fix) = ProblemText.Split(error);
            throw new BackupException(line, "uid", what, fix);
        }

        if (!uids.TryAdd(record.Uid, line))
            throw new BackupException(line, "uid", $"the uid \"{record.Uid}\" is that of line {uids[record.Uid]} too", "leave one of them out");
        if (record.Attributes is null || !ClientAttributes.Fit(record.Attributes))
            throw new BackupException(line, "attributes", record.Attributes is null ? "attributes are missing" : ClientAttributes.Unfit, Untouched);
        if (record.Secret is { } secret && !IsHash(secret))
            throw new BackupException(line, "secret", "it is not a hash of a secret", Untouched);
        if (
            record.All is null
            || record.All.Contains(null!)
            || record.Certificate is not null
            || record.RevokeOthersAt is not null
            || record.EndSecret
            || record.Remove
        )
            throw new BackupException(line, "certificates", "it is a change, and no client", Untouched);
        if (record.All.Any(c => !ids.Add(c.Id) || !Reads(c)))
            throw new BackupException(line, "certificates", "a certificate cannot be read, or its id is another's", Untouched);
        return record.ApplyTo(new Client(record.Uid));
    }

    private static bool IsHash(ClientSecret secret) =>
        secret.Salt is { Length: > 0 }
        && secret.Hash is { Length: > 0 }
        && secret.Iterations is >= 1 and <= 10 * SecretHash.Iterations
        && (secret.PendingPeriod is not { } period || (period >= TimeSpan.Zero && period <= LongestPending));

    private static bool Reads(ClientCertificate certificate)
    {
        if (certificate.Der is null)
            return false;
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate.Der);
            return string.Equals(parsed.SerialNumber, certificate.Serial, StringComparison.OrdinalIgnoreCase);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
