using System.Net;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>Makes the HTTP request of a call ("Request-Headers" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class CallRequest
{
    private static readonly string UserAgent = $"grpc-csharp/{typeof(CallRequest).Assembly.GetName().Version?.ToString(3)}";

    public static HttpRequestMessage Create(Uri address, string path, HttpContent content, TimeSpan? timeLeft, params ReadOnlySpan<RpcMetadata?> metadata)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        // Asks proxies to let trailers through; some servers insist.
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, HeaderNames.Identity);
        if (timeLeft is { } timeout)
            request.Headers.TryAddWithoutValidation(HeaderNames.Timeout, TimeoutHeader.Encode(timeout));
        foreach (var entries in metadata)
            foreach (var (key, value) in entries ?? [])
                request.Headers.TryAddWithoutValidation(key, value);
        return request;
    }
}
