using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>Calls the API as a program would.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="handler">How the address is reached; null as the system does it.</param>
    public ApiClient(Uri address, string? token, HttpMessageHandler? handler = null) =>
        _http = new HttpClient(handler ?? new SocketsHttpHandler())
        {
            BaseAddress = address,
            Timeout = Waiting.Patience,
            DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
        };

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> PutAsync(object wish, string path = RestRoutes.Assignments, string? ifMatch = null, string? key = null) =>
        SendAsync(HttpMethod.Put, path, JsonContent.Create(wish), ifMatch, key);

    public Task<ApiAnswer> PostAsync(string path, object body, string? key = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body), key: key);

    public Task<ApiAnswer> DeleteAsync(string path, object? body = null, string? ifMatch = null, string? key = null) =>
        SendAsync(HttpMethod.Delete, path, body is null ? null : JsonContent.Create(body), ifMatch, key);

    public Task<ApiAnswer> OpenAsync(string uid, int port, string address = "127.0.0.1", int connectPort = 22) =>
        PostAsync(
            RestRoutes.LegacyOpen,
            new
            {
                uid,
                port,
                connect_address = address,
                connect_port = connectPort,
            }
        );

    public Task<ApiAnswer> CloseAsync(int port) => DeleteAsync(RestRoutes.LegacyClose, new { port });

    public static StringContent Text(string text, string contentType = "application/json") => new(text, Encoding.UTF8, contentType);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiAnswer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The assignments as the API lists them.</summary>
    public async Task<IReadOnlyList<AssignmentView>> ListAsync()
    {
        var answer = await GetAsync(RestRoutes.Assignments);
        Assert.Equal(200, answer.Status);
        return JsonSerializer.Deserialize(answer.Body, RestJson.Default.IReadOnlyListAssignmentView)!;
    }

    public void Dispose() => _http.Dispose();
}
