using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.ExceptionServices;
using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.Client.Http;

/// <summary>The calls of a service's API, each within its limits. Every failure is an <see cref="ApiException"/>.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly ApiHandler _handler;
    private readonly HttpClient _http;
    private readonly Uri _root;

    public ApiConnection(string service, ApiClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException($"the address of {service} is \"{options.Address}\": write http://host:port or https://host:port", nameof(options));
        Options = options;
        _root = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/");
        _handler = new ApiHandler(options);
        _http = new HttpClient(_handler.Handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = options.MaxAnswerBytes };
        Failures = new ApiFailures(service, options);
    }

    public ApiClientOptions Options { get; }

    public ApiFailures Failures { get; }

    /// <summary>The path of something that has a name.</summary>
    public static string PathOf(string root, string name, string suffix = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // A dot or two would lead elsewhere.
        return name is not ("." or "..")
            ? $"{root}/{Uri.EscapeDataString(name)}{suffix}"
            : throw new ArgumentException($"\"{name}\" is not a name: choose another one", nameof(name));
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Value(await AskAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false), type);

    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Value(await WriteAsync(() => new HttpRequestMessage(HttpMethod.Post, path), cancellationToken).ConfigureAwait(false), type);

    public async Task<T> SendAsync<TBody, T>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        ulong? ifRevision = null
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        return Value(await WriteAsync(Request, cancellationToken).ConfigureAwait(false), type);

        HttpRequestMessage Request() => IfMatch(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, bodyType) }, ifRevision);
    }

    public Task DeleteAsync(string path, ulong? ifRevision, CancellationToken cancellationToken) =>
        WriteAsync(() => IfMatch(new HttpRequestMessage(HttpMethod.Delete, path), ifRevision), cancellationToken);

    /// <summary>Sends a request, whatever the status of its answer is.</summary>
    public Task<HttpAnswer> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        AskAsync(request, Options.CallTimeout, cancellationToken);

    /// <summary>Begins to read an answer of any length.</summary>
    /// <param name="standstill">The longest that nothing may come.</param>
    public Task<AnswerStream> OpenAsync(string path, TimeSpan standstill, CancellationToken cancellationToken) =>
        WithinAsync(
            standstill,
            Failures.NoAnswer,
            async limit =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, path);
                var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                try
                {
                    if (!response.IsSuccessStatusCode)
                        throw Failures.Of(await ReadAsync(response, limit.Token).ConfigureAwait(false));
                    return new AnswerStream(this, response, await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false), standstill);
                }
                catch
                {
                    response.Dispose();
                    throw;
                }
            },
            cancellationToken
        );

    /// <summary>Sends a body of any length.</summary>
    public async Task<T> UploadAsync<T>(string path, Stream source, string mediaType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        PacedContent? content = null;
        try
        {
            var answer = await WithinAsync(
                    Options.TransferTimeout,
                    Failures.Silent,
                    async limit =>
                    {
                        content = new PacedContent(source, limit, Options.TransferTimeout) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
                        // A service that refuses says so before all is sent.
                        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content, Headers = { ExpectContinue = true } };
                        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
                        return await ReadAsync(response, limit.Token).ConfigureAwait(false);
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return Value(answer, type);
        }
        catch (ApiException) when (content?.SourceFailure is not null)
        {
            ExceptionDispatchInfo.Throw(content.SourceFailure);
            throw;
        }
    }

    /// <summary>Gives work on the network a time, which the work may begin again, and turns what goes wrong into what callers understand.</summary>
    public async Task<T> WithinAsync<T>(
        TimeSpan time,
        Func<TimeSpan, bool, ApiException> tooLate,
        Func<CancellationTokenSource, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(time);
        try
        {
            return await work(limit).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failures.Away(exception, _handler.IsReached);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw tooLate(time, _handler.IsReached);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    private static HttpRequestMessage IfMatch(HttpRequestMessage request, ulong? revision)
    {
        if (revision is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        return request;
    }

    private Task<HttpAnswer> AskAsync(HttpRequestMessage request, TimeSpan time, CancellationToken cancellationToken) =>
        WithinAsync(
            time,
            (_, reached) => Failures.NoAnswer(Options.CallTimeout, reached),
            async limit =>
            {
                using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
                return await ReadAsync(response, limit.Token).ConfigureAwait(false);
            },
            cancellationToken
        );

    /// <summary>Sends a write, and sends it again until it is known what became of it.</summary>
    /// <returns>What the service answered when it did it.</returns>
    private async Task<HttpAnswer> WriteAsync(Func<HttpRequestMessage> write, CancellationToken cancellationToken)
    {
        var attempts = new WriteAttempts(Options.CallTimeout);
        while (true)
        {
            try
            {
                var request = write();
                request.Headers.TryAddWithoutValidation(WriteAttempts.KeyHeader, attempts.Key);
                var answer = await AskAsync(request, attempts.Left, cancellationToken).ConfigureAwait(false);
                return IsSuccess(answer.Status) ? answer : throw Failures.Of(answer);
            }
            catch (ApiException failure)
            {
                await attempts.AgainAfterAsync(failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private T Value<T>(HttpAnswer answer, JsonTypeInfo<T> type) =>
        IsSuccess(answer.Status) && answer.Read(type) is { } value ? value : throw Failures.Of(answer);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var sent = request;
        // Below the address's own path, not in its place.
        request.RequestUri = new Uri(_root, request.RequestUri!.OriginalString.TrimStart('/'));
        if (Options.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(Options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var answer = new HttpAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body);
        if (answer.IsJson && body.Length > 0)
            Options.Answered?.Invoke(body);
        return answer;
    }
}
