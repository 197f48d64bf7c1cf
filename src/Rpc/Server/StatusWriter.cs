using System.Globalization;
using Microsoft.AspNetCore.Http;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

/// <summary>Ends a response with its status ("Trailers" and "Trailers-Only" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class StatusWriter
{
    public static void Write(HttpResponse response, RpcStatusCode code, string detail, int maxDetail, params ReadOnlySpan<RpcMetadata> trailers)
    {
        Put(response, HeaderNames.Status, ((int)code).ToString(CultureInfo.InvariantCulture));
        if (PercentEncoding.Encode(detail, maxDetail) is { Length: > 0 } encoded)
            Put(response, HeaderNames.Message, encoded);
        foreach (var entries in trailers)
            foreach (var (key, value) in entries)
                Put(response, key, value);
    }

    private static void Put(HttpResponse response, string key, string value)
    {
        if (response.HasStarted)
            response.AppendTrailer(key, value);
        else
            response.Headers.Append(key, value);
    }
}
