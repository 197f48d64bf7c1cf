using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SocketWarp.AllInOne.Demo;

/// <summary>The inside service that the demo tunnel leads to: an echo, a small page, and test data in both directions, all on one port.</summary>
internal static class DemoTarget
{
    private const long MaxBytes = 1L << 40;

    public static Task<DemoServer> StartAsync(IPEndPoint at, CancellationToken cancellationToken) =>
        DemoServer.StartAsync("demo", at, Listen, Map, cancellationToken);

    private static void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1;
        options.Use(http => new EchoOrHttp(http).HandleAsync);
    }

    private static void Map(WebApplication application)
    {
        application.MapGet("/", Page);
        application.MapGet("/bytes/{count:long}", SendBytesAsync);
        application.MapPut("/digest", DigestAsync);
    }

    private static IResult Page(HttpContext context) =>
        Results.Text(
            $"""
            Hello from the inside.

            This page was served by {context.Connection.LocalIpAddress}:{context.Connection.LocalPort}, a port that only the connector reaches.
            GET /bytes/N sends N bytes; PUT /digest answers with the SHA-256 of what it gets; anything that is not HTTP is echoed.

            """
        );

    private static async Task SendBytesAsync(HttpContext context, long count)
    {
        if (count is < 0 or > MaxBytes)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"count is {count}: write 0 to {MaxBytes}\n", context.RequestAborted);
            return;
        }

        context.Response.ContentLength = count;
        context.Response.ContentType = "application/octet-stream";
        const int block = 64 * 1024;
        for (long offset = 0; offset < count; offset += block)
        {
            TestPattern.Fill(context.Response.BodyWriter.GetSpan(block)[..block], offset);
            context.Response.BodyWriter.Advance((int)Math.Min(block, count - offset));
            var flushed = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (flushed.IsCompleted)
                return;
        }
    }

    private static async Task<IResult> DigestAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in result.Buffer)
                hash.AppendData(segment.Span);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return Results.Text(Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }
}
