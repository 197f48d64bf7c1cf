using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base;
using SocketWarp.Pki;

namespace SocketWarp.AppHost.Identity;

/// <summary>Makes clients and secrets as any operator would: through the ScepServer's API, with the admin token.</summary>
internal sealed class ScepClients : IDisposable
{
    private readonly HttpClient _http;

    public ScepClients(Uri address, string token)
    {
        // A proxy of the environment has no business on the loopback address.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <returns>null when a gateway would be told that the certificate holds, else why not.</returns>
    public async Task<string?> JudgeAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/cert/verify");
        request.Headers.TryAddWithoutValidation(PercentEncodedPem.Header, PercentEncodedPem.Encode(certificate));
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? null : (await ReadAsync(response, cancellationToken)).Message;
    }

    /// <summary>Gives a client, which is made when it is new, a secret for its first certificate; whatever it had is revoked.</summary>
    /// <exception cref="StartupException">when it was refused.</exception>
    public async Task GiveSecretAsync(string uid, IReadOnlyDictionary<string, string> attributes, string secret, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using var updated = await _http.PutAsJsonAsync("admin/api/client/update", new { uid, attributes }, cancellationToken);
        if (!updated.IsSuccessStatusCode)
        {
            using var added = await _http.PostAsJsonAsync("admin/api/client/add", new { uid, attributes }, cancellationToken);
            await RequireAsync(added, uid, cancellationToken);
        }

        await RevokeAsync(uid, cancellationToken);
        using var created = await _http.PostAsJsonAsync("admin/api/secret/create", new { target = uid, secret, available_period = DurationText.Format(lifetime) }, cancellationToken);
        await RequireAsync(created, uid, cancellationToken);
    }

    /// <returns>False when there was nothing to revoke.</returns>
    public async Task<bool> RevokeAsync(string uid, CancellationToken cancellationToken)
    {
        using var revoked = await _http.PostAsJsonAsync("admin/api/client/revoke", new { uid }, cancellationToken);
        return revoked.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    private static async Task RequireAsync(HttpResponseMessage response, string uid, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        throw new StartupException($"the ScepServer refused the client \"{uid}\": {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static async Task<Failure> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<Failure>(cancellationToken) ?? new Failure($"HTTP {(int)response.StatusCode}");

    private sealed record Failure(string Message);
}
