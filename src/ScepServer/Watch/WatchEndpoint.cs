using System.Text.Json;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Watch;

/// <summary>
/// <c>/api/watch</c>: an endless answer that says whose verify answer may have changed. Without history: a watcher first verifies all it holds.
/// </summary>
internal static class WatchEndpoint
{
    /// <summary>The pause between lines; a watcher that hears nothing for twice as long has a dead connection.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>The time for a watcher that does not read while we stop.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    private const string ContentType = "application/x-ndjson";

    public static void MapWatch(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(RestRoutes.Watch, WatchAsync)
            .RequireAuthorization(AccessPolicies.GatewayOrViewer)
            .WithTags("certificates")
            .WithName("watch")
            .WithSummary("Lines of JSON: hello, changed with a uid, beat")
            .Produces<WatchEvent>(200, ContentType);

    private static async Task WatchAsync(HttpContext context, ClientChanges changes, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // A write that is cancelled resets the connection: one that is under way when we stop gets a moment first.
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var stop = lifetime.ApplicationStopping.Register(() => writing.CancelAfter(LastWrite));
        var watcher = changes.Subscribe();
        try
        {
            context.Response.ContentType = ContentType;
            if (HeadRequests.IsHead(context))
                return;
            await WriteAsync(context, new WatchEvent { Kind = WatchEvent.Hello }, writing.Token);
            // Whatever was revoked after this line reaches the watcher; it verifies what it holds on seeing it.
            while (true)
            {
                using var beat = new CancellationTokenSource(Beat, time);
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, beat.Token);
                try
                {
                    if (!await watcher.Reader.WaitToReadAsync(waiting.Token))
                        return;
                }
                catch (OperationCanceledException) when (!ended.IsCancellationRequested)
                {
                    await WriteAsync(context, new WatchEvent { Kind = WatchEvent.Beat }, writing.Token);
                    continue;
                }

                while (watcher.Reader.TryRead(out var uid))
                    await WriteAsync(context, new WatchEvent { Kind = WatchEvent.Changed, Uid = uid }, writing.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested || writing.IsCancellationRequested)
        {
            // The watcher left, or we do.
        }
        finally
        {
            changes.Unsubscribe(watcher);
        }
    }

    private static async Task WriteAsync(HttpContext context, WatchEvent line, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, WatchJson.Default.WatchEvent), cancellationToken);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
