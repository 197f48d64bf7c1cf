using System.Text.Json;
using Microsoft.Extensions.Options;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ScepServer.Watch;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Journal;
using SocketWarp.ServiceDefaults.State;
using Verdict = SocketWarp.ServiceDefaults.Journal.Verdict<SocketWarp.ScepServer.Clients.ClientRecord, SocketWarp.ScepServer.Clients.ClientOutcome>;

namespace SocketWarp.ScepServer.Clients;

/// <summary>The clients, their secrets and certificates, in a journal. A change that was answered is durable.</summary>
/// <exception cref="JournalUnavailableException">Any change: the medium failed; nothing was changed.</exception>
internal sealed partial class ClientRegistry(
    StateDirectory directory, IOptions<ScepSettings> settings, ClientChanges changes, TimeProvider time, ServiceFailure failure, ILogger<ClientRegistry> logger) : IAsyncDisposable
{
    public const string FileName = "clients.journal";

    private readonly ScepSettings _settings = settings.Value;
    private readonly JournaledTable<ClientTable, ClientRecord> _journal =
        new(directory.File(FileName), new JournalOptions(settings.Value.CompactAboveBytes, settings.Value.MaxWaitingChanges), failure, logger);

    public ClientTable Current => _journal.Current;

    /// <summary>It is open and has not failed.</summary>
    public bool IsWriting => _journal.IsWriting;

    /// <exception cref="StartupException">The journal is damaged or cannot be opened.</exception>
    public void Open()
    {
        _journal.Open();
        Log.Opened(logger, Current.Count, Current.Revision, directory.File(FileName));
    }

    /// <param name="secret">Its first; null: none yet.</param>
    public Task<ClientOutcome> AddAsync(string uid, IReadOnlyDictionary<string, JsonElement> attributes, ClientSecret? secret, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.Add(table, uid, attributes, secret, _settings.MaxClients), cancellationToken);

    public Task<ClientOutcome> ReplaceAttributesAsync(string uid, IReadOnlyDictionary<string, JsonElement> attributes, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.ReplaceAttributes(table, uid, attributes), cancellationToken);

    /// <param name="changes">Those to set, and null for those to remove.</param>
    public Task<ClientOutcome> MergeAttributesAsync(string uid, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.MergeAttributes(table, uid, changes), cancellationToken);

    public Task<ClientOutcome> RevokeAsync(string uid, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.Revoke(table, uid, time.GetUtcNow()), cancellationToken);

    /// <param name="replace">Takes the place of a secret that waits.</param>
    public Task<ClientOutcome> CreateSecretAsync(string uid, ClientSecret secret, bool replace, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.CreateSecret(table, uid, secret, replace, time.GetUtcNow()), cancellationToken);

    public Task<ClientOutcome> IssueForSecretAsync(string uid, ClientCertificate certificate, ClientSecret secret, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.IssueForSecret(table, uid, certificate, secret, _settings.MaxCertificates, time.GetUtcNow()), cancellationToken);

    public Task<ClientOutcome> RenewAsync(string uid, ClientCertificate certificate, string signer, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.Renew(table, uid, certificate, signer, _settings.RenewalOverlap, _settings.MaxCertificates, time.GetUtcNow()), cancellationToken);

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task<ClientOutcome> ChangeAsync(string uid, Func<ClientTable, Verdict> judge, CancellationToken cancellationToken)
    {
        var outcome = await _journal.ChangeAsync(judge, cancellationToken);
        if (outcome == ClientOutcome.Done) changes.Publish(uid, Current.Find(uid)!.DueTimes, time.GetUtcNow());
        return outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} clients at revision {Revision} in {Path}")]
        public static partial void Opened(ILogger logger, int count, ulong revision, string path);
    }
}
