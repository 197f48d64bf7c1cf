using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>An HTTP/2 client that sends whatever bytes it is given.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public static byte[] Frame(IMessage message)
    {
        var body = message.ToByteArray();
        return [0, (byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>The grpc-status, wherever it is, after reading the whole body.</summary>
    public static async Task<string?> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return new[] { response.Headers, response.TrailingHeaders }.SelectMany(h => h).Where(h => h.Key == "grpc-status").SelectMany(h => h.Value).SingleOrDefault();
    }

    public Task<HttpResponseMessage> CallAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, "application/grpc", body, HttpVersion.Version20, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string contentType, byte[] body, Version version, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();
}
