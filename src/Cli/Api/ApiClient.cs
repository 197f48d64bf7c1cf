using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.Cli.Api;

/// <summary>Calls <c>/api/v1</c> of a service. Every failure is a <see cref="WarpException"/>.</summary>
internal sealed class ApiClient(ApiAccess access) : IDisposable
{
    private readonly ApiConnection _connection = new(access);

    public Task<ApiAnswer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    public async Task<ApiAnswer<T>> SendAsync<TBody, T>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, bodyType);
        return await SendAsync(method, path, content, type, cancellationToken);
    }

    /// <summary>Posts without a body.</summary>
    public Task<ApiAnswer<T>> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, type, cancellationToken);

    /// <summary>Gets text that is not one JSON document, such as a backup.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => CallAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Puts such text.</summary>
    public async Task<ApiAnswer<T>> PutTextAsync<T>(string path, byte[] text, string contentType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(text);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await SendAsync(HttpMethod.Put, path, content, type, cancellationToken);
    }

    /// <summary>The failure for an answer that the service would never give.</summary>
    public WarpException Foreign() => ApiFailures.Foreign(access);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => CallAsync(HttpMethod.Delete, path, null, cancellationToken);

    public void Dispose() => _connection.Dispose();

    private async Task<ApiAnswer<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var json = await CallAsync(method, path, content, cancellationToken);
        try
        {
            return new ApiAnswer<T>(JsonSerializer.Deserialize(json, type) ?? throw ApiFailures.Foreign(access), json);
        }
        catch (JsonException)
        {
            throw ApiFailures.Foreign(access);
        }
    }

    private async Task<string> CallAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        // Below the address's own path, not in its place.
        using var request = new HttpRequestMessage(method, path.TrimStart('/')) { Content = content };
        if (access.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        try
        {
            using var response = await _connection.Http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw ApiFailures.Of((int)response.StatusCode, body, access);
        }
        catch (HttpRequestException e)
        {
            throw ApiFailures.Away(access, e, _connection.IsReached);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ApiFailures.TimedOut(access, _connection.IsReached);
        }
    }
}
