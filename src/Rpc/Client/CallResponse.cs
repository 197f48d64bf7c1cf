using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>Reads status and metadata out of an HTTP response.</summary>
internal static class CallResponse
{
    /// <summary>Judges the response headers.</summary>
    /// <exception cref="RpcException">The peer does not speak gRPC, or the call failed without a message (trailers only).</exception>
    public static void RequireGrpc(HttpResponseMessage response)
    {
        // A peer that knows gRPC says so even with an HTTP error (a proxy that fills in for its server).
        if (response.Headers.NonValidated.Contains(HeaderNames.Status))
        {
            RequireOk(response.Headers);
            return;
        }

        if (response.StatusCode != HttpStatusCode.OK)
            throw new RpcException(HttpStatusMap.ToRpc(response.StatusCode), $"The peer answered with HTTP status {(int)response.StatusCode} instead of gRPC.", Metadata(response.Headers));
        var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        if (!HeaderNames.IsGrpcContentType(contentType))
            throw new RpcException(RpcStatusCode.Unknown, $"The peer answered with content type '{contentType}' instead of '{HeaderNames.ContentType}'.", Metadata(response.Headers));
    }

    /// <summary>Judges what came after the last message; a trailers-only response has it in its headers.</summary>
    /// <returns>The trailers of a call that ended with OK.</returns>
    /// <exception cref="RpcException">Any other status.</exception>
    public static RpcMetadata RequireOkAtEnd(HttpResponseMessage response)
    {
        var trailers = response.Headers.NonValidated.Contains(HeaderNames.Status) ? response.Headers : response.TrailingHeaders;
        RequireOk(trailers);
        return Metadata(trailers);
    }

    public static string? Encoding(HttpResponseMessage response) => Value(response.Headers, HeaderNames.Encoding);

    public static RpcMetadata Metadata(HttpHeaders headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (key, values) in headers.NonValidated)
            foreach (var value in values)
                metadata.AddReceived(key, value);
        return metadata;
    }

    private static void RequireOk(HttpHeaders headers)
    {
        if (Value(headers, HeaderNames.Status) is not { } text)
            throw new RpcException(RpcStatusCode.Unknown, "The peer ended the response without a status.", Metadata(headers));
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !Enum.IsDefined((RpcStatusCode)number))
            throw new RpcException(RpcStatusCode.Unknown, $"The peer ended the response with the unknown status '{text}'.", Metadata(headers));
        if (number != (int)RpcStatusCode.Ok)
            throw new RpcException((RpcStatusCode)number, PercentEncoding.Decode(Value(headers, HeaderNames.Message) ?? ""), Metadata(headers));
    }

    private static string? Value(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
