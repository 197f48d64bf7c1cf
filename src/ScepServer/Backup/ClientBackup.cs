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
    private const string Untouched = "take the line as warp clients backup wrote it";

    public static byte[] Write(ClientTable table, DateTimeOffset time) =>
        BackupText.Write(Kind, table.Revision, time, [.. table.All.Select(c => ClientRecord.Restoring(c, table.Revision))], ClientJson.Default.ClientRecord);

    /// <exception cref="BackupException">A line is wrong, or two do not go together.</exception>
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
        if (record.Secret is { } secret && (secret.Salt.Length == 0 || secret.Hash.Length == 0 || secret.Iterations is < 1 or > 10 * SecretHash.Iterations))
            throw new BackupException(line, "secret", "it is no hash of a secret", Untouched);
        if (record.All is null || record.All.Contains(null!) || record.Certificate is not null || record.RevokeOthersAt is not null || record.EndSecret || record.Remove)
            throw new BackupException(line, "certificates", "it is a change, and no client", Untouched);
        if (record.All.Any(c => !ids.Add(c.Id) || !Reads(c)))
            throw new BackupException(line, "certificates", "a certificate cannot be read, or its id is another's", Untouched);
        return record.ApplyTo(new Client(record.Uid));
    }

    private static bool Reads(ClientCertificate certificate)
    {
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
