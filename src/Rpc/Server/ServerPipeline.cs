using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

/// <summary>Serves one method: judges the request, runs the handler under its deadline, and always ends with a status.</summary>
internal sealed partial class ServerPipeline(RpcServerOptions options, TimeProvider time, ILogger<ServerPipeline> logger, Func<RpcServerCall, Task> handler)
{
    // CancellationTokenSource takes no more; the client keeps such a deadline by itself.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static ServerPipeline Create(IServiceProvider services, Func<RpcServerCall, Task> handler) => new(
        services.GetRequiredService<IOptions<RpcServerOptions>>().Value,
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetRequiredService<ILogger<ServerPipeline>>(),
        handler);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!RequestCheck.Accept(context))
            return;
        RequestCheck.LiftBodyLimits(context);
        context.Response.ContentType = HeaderNames.ContentType;
        context.Response.Headers[HeaderNames.AcceptEncoding] = HeaderNames.Identity;

        var timeoutText = (string?)context.Request.Headers[HeaderNames.Timeout];
        var timeout = TimeSpan.MaxValue;
        if (timeoutText is not null && !TimeoutHeader.TryDecode(timeoutText, out timeout))
        {
            StatusWriter.Write(context.Response, RpcStatusCode.Internal, $"Malformed {HeaderNames.Timeout} '{timeoutText}'.", options.MaxStatusDetailSize);
            return;
        }

        using var deadline = timeout < LongestTimer ? new CancellationTokenSource(timeout, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        var call = new RpcServerCall(context, options, DeadlineAt(timeout), either.Token);
        try
        {
            await handler(call);
            End(call, RpcStatusCode.Ok, "");
        }
        catch (Exception e)
        {
            Fail(call, e, deadline.IsCancellationRequested);
        }
        finally
        {
            call.Close();
        }
    }

    private void Fail(RpcServerCall call, Exception failure, bool deadlinePassed)
    {
        var path = call.HttpContext.Request.Path.Value ?? "";
        if (call.HttpContext.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or IOException or RpcException)
        {
            Log.ClientGone(logger, path);
        }
        else if (deadlinePassed)
        {
            End(call, RpcStatusCode.DeadlineExceeded, "The deadline has passed.");
        }
        else if (failure is RpcException status)
        {
            Log.Refused(logger, path, status.Code, status.Detail);
            End(call, status.Code, status.Detail, status.Trailers);
        }
        else if (failure is OperationCanceledException)
        {
            End(call, RpcStatusCode.Cancelled, "The server cancelled the call.");
        }
        else
        {
            // The message may hold what the client must not see.
            Log.HandlerFailed(logger, path, failure);
            End(call, RpcStatusCode.Unknown, "The handler failed; the server's log says why.");
        }
    }

    private void End(RpcServerCall call, RpcStatusCode code, string detail, RpcMetadata? more = null) =>
        StatusWriter.Write(call.HttpContext.Response, code, detail, options.MaxStatusDetailSize, call.ResponseTrailers, more ?? []);

    private DateTimeOffset? DeadlineAt(TimeSpan timeout)
    {
        if (timeout == TimeSpan.MaxValue)
            return null;
        var now = time.GetUtcNow();
        return timeout < DateTimeOffset.MaxValue - now ? now + timeout : DateTimeOffset.MaxValue;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Path}: the client cancelled or vanished")]
        public static partial void ClientGone(ILogger logger, string path);

        [LoggerMessage(2, LogLevel.Debug, "{Path}: ended with {Code}: {Detail}")]
        public static partial void Refused(ILogger logger, string path, RpcStatusCode code, string detail);

        [LoggerMessage(3, LogLevel.Error, "{Path}: the handler failed")]
        public static partial void HandlerFailed(ILogger logger, string path, Exception failure);
    }
}
