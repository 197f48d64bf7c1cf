using System.Text.Json;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Settings;
using SocketWarp.Store;
using Decision = SocketWarp.Store.Decision<SocketWarp.ScepServer.Clients.ClientRecord, SocketWarp.ScepServer.Clients.ClientOutcome>;

namespace SocketWarp.ScepServer.Clients;

/// <summary>The clients, their secrets and certificates, in a table that follows a log. A change that was answered is durable.</summary>
/// <param name="log">Owned by the registry.</param>
/// <exception cref="StoreUnavailableException">when the medium failed, from any change; nothing was changed.</exception>
internal sealed partial class ClientRegistry(
    ILog log,
    IOptions<ScepSettings> settings,
    ClientChanges changes,
    TimeProvider time,
    ServiceFailure failure,
    ILogger<ClientRegistry> logger
) : IAsyncDisposable
{
    private readonly ScepSettings _settings = settings.Value;
    private readonly ReplicatedTable<ClientTable, ClientRecord> _table = new(
        log,
        new TableOptions(settings.Value.CompactAboveBytes, settings.Value.MaxWaitingChanges, settings.Value.ChangeTimeout),
        failure,
        logger
    );

    private readonly AnswerLimits _answers = new(settings.Value.MaxRequestKeys, settings.Value.RequestKeyLifetime);
    private readonly CancellationTokenSource _closing = new();
    private Task _following = Task.CompletedTask;

    public ClientTable Current => _table.Current;

    /// <summary>True while it is open and has not failed.</summary>
    public bool IsWriting => _table.IsWriting;

    /// <exception cref="StartupException">when the store is damaged or cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _table.OpenAsync(null, cancellationToken);
        Log.Opened(logger, Current.Count, Current.Revision);
        if (_settings.Redis.IsUsed)
            _following = Task.Run(() => FollowAsync(Current), CancellationToken.None);
    }

    /// <param name="key">A repeat changes nothing and gets the outcome of the first.</param>
    /// <param name="secret">Its first; null: none yet.</param>
    public Task<Keyed<ClientOutcome>> AddAsync(
        RequestKey? key,
        string uid,
        IReadOnlyDictionary<string, JsonElement> attributes,
        ClientSecret? secret,
        CancellationToken cancellationToken
    ) => ChangeAsync(key, uid, table => ClientRules.Add(table, uid, attributes, secret, _settings.MaxClients), cancellationToken);

    public Task<ClientOutcome> ReplaceAttributesAsync(string uid, IReadOnlyDictionary<string, JsonElement> attributes, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.ReplaceAttributes(table, uid, attributes), cancellationToken);

    /// <param name="changes">Those to set, and null for those to remove.</param>
    public Task<Keyed<ClientOutcome>> MergeAttributesAsync(
        RequestKey? key,
        string uid,
        IReadOnlyDictionary<string, JsonElement> changes,
        CancellationToken cancellationToken
    ) => ChangeAsync(key, uid, table => ClientRules.MergeAttributes(table, uid, changes), cancellationToken);

    public Task<Keyed<ClientOutcome>> RevokeAsync(RequestKey? key, string uid, CancellationToken cancellationToken) =>
        ChangeAsync(key, uid, table => ClientRules.Revoke(table, uid, time.GetUtcNow()), cancellationToken);

    /// <param name="replace">Takes the place of a secret that waits.</param>
    public Task<Keyed<ClientOutcome>> CreateSecretAsync(RequestKey? key, string uid, ClientSecret secret, bool replace, CancellationToken cancellationToken) =>
        ChangeAsync(key, uid, table => ClientRules.CreateSecret(table, uid, secret, replace, time.GetUtcNow()), cancellationToken);

    public Task<ClientOutcome> IssueForSecretAsync(string uid, ClientCertificate certificate, ClientSecret secret, CancellationToken cancellationToken) =>
        ChangeAsync(uid, table => ClientRules.IssueForSecret(table, uid, certificate, secret, _settings.MaxCertificates, time.GetUtcNow()), cancellationToken);

    public Task<ClientOutcome> RenewAsync(string uid, ClientCertificate certificate, string signer, CancellationToken cancellationToken) =>
        ChangeAsync(
            uid,
            table => ClientRules.Renew(table, uid, certificate, signer, _settings.RenewalOverlap, _settings.MaxCertificates, time.GetUtcNow()),
            cancellationToken
        );

    /// <summary>Makes the clients these, in one step.</summary>
    /// <returns>Null when they are more than the store takes.</returns>
    public async Task<RestoreView?> RestoreAsync(IReadOnlyList<Client> wanted, CancellationToken cancellationToken)
    {
        var before = Current;
        var outcome = await _table.ChangeAsync(table => ClientRestoreRules.Replace(table, wanted, _settings.MaxClients, time.GetUtcNow()), cancellationToken);
        if (outcome is not null)
        {
            foreach (var uid in before.All.Concat(wanted).Select(c => c.Uid).Distinct(StringComparer.Ordinal))
                changes.Publish(uid, Current.Find(uid)?.DueTimes ?? [], time.GetUtcNow());
        }

        return outcome;
    }

    /// <summary>Says what <see cref="RestoreAsync"/> would change now.</summary>
    public RestoreView? Compare(IReadOnlyList<Client> wanted) => ClientRestoreRules.Replace(Current, wanted, _settings.MaxClients, time.GetUtcNow()).Outcome;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _following;
        await _table.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Tells watchers of changes that other ScepServers made. Those of this one were told before they were answered.</summary>
    private async Task FollowAsync(ClientTable seen)
    {
        while (!_closing.IsCancellationRequested)
        {
            await _table.WaitForChangeAsync(seen.Revision, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (before, now) = (seen, Current);
            foreach (var client in before.All.Concat(now.All).Where(c => !ReferenceEquals(before.Find(c.Uid), now.Find(c.Uid))).DistinctBy(c => c.Uid))
                changes.Publish(client.Uid, now.Find(client.Uid)?.DueTimes ?? [], time.GetUtcNow());
            seen = now;
        }
    }

    private async Task<ClientOutcome> ChangeAsync(string uid, Func<ClientTable, Decision> decide, CancellationToken cancellationToken) =>
        (await ChangeAsync(null, uid, decide, cancellationToken)).Outcome;

    private async Task<Keyed<ClientOutcome>> ChangeAsync(RequestKey? key, string uid, Func<ClientTable, Decision> decide, CancellationToken cancellationToken)
    {
        var change = await _table.ChangeAsync(
            table =>
                table.Answers.Decide<ClientRecord>(
                    key,
                    _answers,
                    time.GetUtcNow(),
                    () => decide(table),
                    (record, answer) => ClientRecord.Answering(record, answer, table.Revision + 1)
                ),
            cancellationToken
        );
        if (change is { Use: KeyUse.First, Outcome: ClientOutcome.Done })
            changes.Publish(uid, Current.Find(uid)?.DueTimes ?? [], time.GetUtcNow());
        return change;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} clients at revision {Revision}", EventName = "RegistryOpened")]
        public static partial void Opened(ILogger logger, int count, ulong revision);
    }
}
