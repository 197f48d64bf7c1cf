using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Client.Http;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client;

/// <summary>
/// A client of the ScepServer's administration: who may enrol, and whose certificates hold. Reading needs a token of the role viewer, all else one of
/// the role admin. Enrolment itself is SCEP, and not here.
/// </summary>
/// <param name="options">The address, the token and the limits.</param>
/// <exception cref="IOException">when the file of the authorities cannot be read</exception>
/// <exception cref="UnauthorizedAccessException">when this user may not read the file of the authorities</exception>
/// <exception cref="System.Security.Cryptography.CryptographicException">when the file of the authorities has no certificate</exception>
public sealed class ScepAdminClient(ApiClientOptions options) : ServiceClient("the ScepServer", "clients", options)
{
    /// <summary>Lists all clients.</summary>
    /// <exception cref="ApiException">when it failed</exception>
    public Task<IReadOnlyList<ScepClientView>> ListClientsAsync(CancellationToken cancellationToken = default) =>
        Connection.GetAsync(RestRoutes.Clients, RestJson.Default.IReadOnlyListScepClientView, cancellationToken);

    /// <summary>Reads one client.</summary>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such client</exception>
    public Task<ScepClientView> GetClientAsync(string uid, CancellationToken cancellationToken = default) =>
        Connection.GetAsync(Path(uid), RestJson.Default.ScepClientView, cancellationToken);

    /// <summary>Adds a client, with its first one-time secret where the request has one.</summary>
    /// <returns>The client; the secret is in this answer only.</returns>
    /// <exception cref="ApiException">when it failed; status 409 when the client exists, 422 when a value is not allowed</exception>
    public Task<ScepClientView> AddClientAsync(ScepClientRequest request, CancellationToken cancellationToken = default) =>
        Connection.SendAsync(
            HttpMethod.Post,
            RestRoutes.Clients,
            request,
            RestJson.Default.ScepClientRequest,
            RestJson.Default.ScepClientView,
            cancellationToken
        );

    /// <summary>Sets and removes attributes of a client; those that are not named stay.</summary>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such client</exception>
    public Task<ScepClientView> UpdateClientAsync(string uid, ScepClientUpdate update, CancellationToken cancellationToken = default) =>
        Connection.SendAsync(HttpMethod.Patch, Path(uid), update, RestJson.Default.ScepClientUpdate, RestJson.Default.ScepClientView, cancellationToken);

    /// <summary>Makes a one-time secret for a client; one that waits is replaced.</summary>
    /// <returns>The client; the secret is in this answer only.</returns>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such client, 409 when it may not have one now</exception>
    public Task<ScepClientView> MakeSecretAsync(string uid, ScepSecretRequest request, CancellationToken cancellationToken = default) =>
        Connection.SendAsync(
            HttpMethod.Post,
            Path(uid, "/secret"),
            request,
            RestJson.Default.ScepSecretRequest,
            RestJson.Default.ScepClientView,
            cancellationToken
        );

    /// <summary>Ends a client's certificates and secret at once.</summary>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such client, 409 when there is nothing to revoke</exception>
    public Task<ScepClientView> RevokeClientAsync(string uid, CancellationToken cancellationToken = default) =>
        Connection.PostAsync(Path(uid, "/revoke"), RestJson.Default.ScepClientView, cancellationToken);

    /// <summary>Asks whether a certificate holds, as gateways do. It needs no token.</summary>
    /// <returns>Null when it holds, else why not, in the service's words.</returns>
    /// <exception cref="ApiException">when it failed</exception>
    public async Task<string?> VerifyAsync(X509Certificate2 certificate, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, RestRoutes.Verify);
        request.Headers.TryAddWithoutValidation(PercentEncodedPem.Header, PercentEncodedPem.Encode(certificate));
        var answer = await Connection.AskAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 when answer.Read(RestJson.Default.ScepClientView) is not null => null,
            401 when answer.Read(RestJson.Default.MessageBody) is { Message: { } message } => message,
            _ => throw Connection.Failures.Of(answer),
        };
    }

    /// <summary>Reads the revocation list. It needs no token.</summary>
    /// <returns>DER.</returns>
    /// <exception cref="ApiException">when it failed</exception>
    public async Task<byte[]> GetRevocationListAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Connection.AskAsync(new HttpRequestMessage(HttpMethod.Get, RestRoutes.RevocationList), cancellationToken).ConfigureAwait(false);
        return answer is { Status: 200, MediaType: "application/pkix-crl" } ? answer.Body : throw Connection.Failures.Of(answer);
    }

    /// <summary>
    /// Listens to whose certificates may have changed. It needs a token of the role gateway or viewer. The first event is <c>hello</c>: what changed
    /// before is not told, so that a caller who keeps answers of <see cref="VerifyAsync"/> asks again for all of them then.
    /// </summary>
    /// <returns>The events; they end when the service ends the watch. To watch again is the caller's part.</returns>
    /// <exception cref="ApiException">when it failed, broke off, or was silent for longer than <see cref="ApiClientOptions.WatchTimeout"/>.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var body = await Connection.OpenAsync(RestRoutes.Watch, Connection.Options.WatchTimeout, cancellationToken).ConfigureAwait(false);
        var lines = new WatchLines(body, Connection.Failures);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    private static string Path(string uid, string suffix = "") => ApiConnection.PathOf(RestRoutes.Clients, uid, suffix);
}
