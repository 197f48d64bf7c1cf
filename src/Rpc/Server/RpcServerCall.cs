using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace SocketWarp.Rpc.Server;

/// <summary>What a handler knows of the call that it serves. Valid until the handler returns.</summary>
public sealed class RpcServerCall
{
    private readonly RpcServerOptions _options;
    private readonly CallGate _gate = new();
    private RpcMetadata? _requestHeaders;

    internal RpcServerCall(HttpContext context, RpcServerOptions options, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        HttpContext = context;
        _options = options;
        Deadline = deadline;
        CancellationToken = cancellationToken;
    }

    public HttpContext HttpContext { get; }

    /// <summary>Fires when the client cancels or vanishes, or when the deadline passes. Reads and writes observe it by themselves.</summary>
    /// <remarks>
    /// It does not fire when the host stops: a handler that runs for long also heeds IHostApplicationLifetime.ApplicationStopping, or the
    /// host waits for it until its shutdown time is over.
    /// </remarks>
    public CancellationToken CancellationToken { get; }

    /// <summary>When the client stops waiting (UTC); null: it gave no deadline.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>The client's metadata, authorization included; without what belongs to HTTP and gRPC.</summary>
    public RpcMetadata RequestHeaders => _requestHeaders ??= ReadHeaders();

    /// <summary>Sent with the status, after the last message.</summary>
    public RpcMetadata ResponseTrailers { get; } = [];

    /// <summary>Sends these headers now; without a call they go, empty, with the first message.</summary>
    /// <exception cref="InvalidOperationException">They are already under way.</exception>
    public Task WriteResponseHeadersAsync(RpcMetadata headers)
    {
        if (HttpContext.Response.HasStarted)
            throw new InvalidOperationException("The response headers are already sent: do so before the first message.");
        foreach (var (key, value) in headers)
            HttpContext.Response.Headers.Append(key, value);
        return HttpContext.Response.BodyWriter.FlushAsync(CancellationToken).AsTask();
    }

    internal RequestReader<T> ReaderOf<T>()
        where T : class, IMessage<T>, new() => new(HttpContext.Request, _options.MaxReceiveMessageSize, _gate, CancellationToken);

    internal ResponseWriter<T> WriterOf<T>()
        where T : class, IMessage<T>, new() => new(HttpContext.Response, _options.MaxSendMessageSize, _gate, CancellationToken);

    internal async Task<T> ReadSingleAsync<T>()
        where T : class, IMessage<T>, new()
    {
        var reader = ReaderOf<T>();
        var request = await reader.ReadAsync(CancellationToken);
        if (request is not null && await reader.ReadAsync(CancellationToken) is null)
            return request;
        throw new RpcException(RpcStatusCode.Unimplemented, $"{(request is null ? "No" : "More than one")} request was sent where one is expected.");
    }

    /// <summary>After this, reader and writer refuse their work: the HTTP context will serve another request.</summary>
    internal void Close() => _gate.Close();

    private RpcMetadata ReadHeaders()
    {
        var metadata = new RpcMetadata();
        foreach (var (key, values) in HttpContext.Request.Headers)
            foreach (var value in values)
                metadata.AddReceived(key, value ?? "");
        return metadata;
    }
}
