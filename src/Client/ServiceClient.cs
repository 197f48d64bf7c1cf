using SocketWarp.Client.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client;

/// <summary>
/// The operations that every service has. A client may be used by many callers at once. Each operation throws <see cref="ApiException"/> when it
/// fails and <see cref="OperationCanceledException"/> only when the caller's token is cancelled. Nothing is repeated by itself.
/// </summary>
public abstract class ServiceClient : IDisposable
{
    private readonly string _kind;

    private protected ServiceClient(string service, string kind, ApiClientOptions options)
    {
        Connection = new ApiConnection(service, options);
        _kind = kind;
    }

    private protected ApiConnection Connection { get; }

    /// <summary>Says whether the service does its work. It needs no token.</summary>
    /// <exception cref="ApiException">when it did not answer</exception>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Connection.AskAsync(new HttpRequestMessage(HttpMethod.Get, RestRoutes.Ready), cancellationToken).ConfigureAwait(false);
        return answer is { Status: 200 or 503, MediaType: "text/plain" } ? answer.Status == 200 : throw Connection.Failures.Of(answer);
    }

    /// <summary>
    /// Writes everything that the service keeps, as of one moment, as lines of JSON. Nothing is written before the header has been understood; a
    /// copy that is cut off fails, and what was written then is of no use.
    /// </summary>
    /// <param name="destination">The stream that is written to; its own exceptions come through.</param>
    /// <returns>The header of the copy.</returns>
    /// <exception cref="ApiException">
    /// when it was refused, was cut off, stood still for longer than <see cref="ApiClientOptions.TransferTimeout"/>, or was too large.
    /// </exception>
    public async Task<BackupHeaderView> BackupAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var body = await Connection.OpenAsync(RestRoutes.Backup, Connection.Options.TransferTimeout, cancellationToken).ConfigureAwait(false);
        var copy = new BackupCopy(destination, _kind, Connection);
        await copy.RunAsync(body, cancellationToken).ConfigureAwait(false);
        return copy.Header!;
    }

    /// <summary>Makes the service keep what a backup says, all at once or not at all.</summary>
    /// <param name="backup">The stream that is read to its end; its own exceptions come through.</param>
    /// <param name="dryRun">Changes nothing, and says what would change.</param>
    /// <exception cref="ApiException">when it was refused, or stood still for longer than <see cref="ApiClientOptions.TransferTimeout"/>.</exception>
    public Task<RestoreView> RestoreAsync(Stream backup, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);
        return Connection.UploadAsync(
            RestRoutes.Restore + (dryRun ? "?dryRun=true" : ""),
            backup,
            BackupHeaderView.ContentType,
            RestJson.Default.RestoreView,
            cancellationToken
        );
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        Connection.Dispose();
        GC.SuppressFinalize(this);
    }
}
