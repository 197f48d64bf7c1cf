using System.IO.Pipelines;
using Google.Protobuf;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>What all kinds of calls share: one HTTP request whose response is a stream of messages and a status.</summary>
internal sealed class ClientCall<TResponse> : IAsyncDisposable
    where TResponse : class, IMessage<TResponse>, new()
{
    // Waits for data before it rents a buffer: an idle call holds none.
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 16 * 1024, useZeroByteReads: true, leaveOpen: true);

    private readonly RpcChannelOptions _options;
    private readonly CallLifetime _lifetime;
    private readonly Task<HttpResponseMessage> _response;
    private MessageReader<TResponse>? _reader;
    private Task<RpcMetadata>? _headers;
    private RpcMetadata? _trailers;
    private int _reading;

    public ClientCall(RpcChannel channel, HttpMessageInvoker http, string path, HttpContent content, RpcCallOptions options, CancellationToken cancellationToken)
    {
        _options = channel.Options;
        _lifetime = new(_options.TimeProvider, options.Timeout, channel.Closing, cancellationToken);
        _response = SendAsync(http, path, content, options);
    }

    public CallLifetime Lifetime => _lifetime;

    // Only when asked for: a failure that nobody looks at would be reported as unobserved.
    public Task<RpcMetadata> ResponseHeaders => _headers ??= HeadersAsync();

    public RpcMetadata Trailers => _trailers ?? throw new InvalidOperationException("Trailers come after the last message: read to the end first.");

    /// <summary>The next response, or null when the call has ended with OK.</summary>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new InvalidOperationException("A read is under way; one at a time.");
        try
        {
            using var cancel = _lifetime.CancelOn(cancellationToken);
            return await ReadNextAsync();
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>The only response of a call that has exactly one.</summary>
    public async Task<TResponse> ReadSingleAsync(CancellationToken cancellationToken)
    {
        var response = await ReadAsync(cancellationToken);
        if (response is not null && await ReadAsync(cancellationToken) is null)
            return response;
        throw _lifetime.Fail(new RpcException(RpcStatusCode.Unimplemented, $"The peer sent {(response is null ? "no" : "more than one")} response where one is expected."));
    }

    /// <summary>What a failed write is to throw: the status of the call where it is known.</summary>
    public async Task<Exception> ExplainWriteFailureAsync(Exception failure)
    {
        // A refusing server ends the stream: its answer, or the failure to get one, is there or about to come.
        await ResponseArrivalAsync();
        if (_lifetime.Failure is { } reason)
            return reason;
        if (!_lifetime.Succeeded && failure is not OperationCanceledException)
            return TransportFailure.Translate(failure);
        var refused = new RpcException(RpcStatusCode.Cancelled, "The server has ended the call; reading the responses to their end says why.", innerException: failure);
        // What the server sent before its status can still be read, unless it was the deadline that ended the call.
        return _lifetime.TimeLeft <= TimeSpan.Zero ? _lifetime.Fail(refused) : refused;
    }

    public async ValueTask DisposeAsync()
    {
        _lifetime.End(new RpcException(RpcStatusCode.Cancelled, "The call was disposed."));
        await ResponseArrivalAsync();
    }

    private async Task ResponseArrivalAsync() => await ((Task)_response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, string path, HttpContent content, RpcCallOptions options)
    {
        try
        {
            var defaults = await DefaultMetadataAsync();
            var request = CallRequest.Create(_options.Address, path, content, _lifetime.TimeLeft, defaults, options.Headers);
            var response = await http.SendAsync(request, _lifetime.Token);
            // Disposing a response that has not ended resets its stream, which tells the server.
            _lifetime.Token.UnsafeRegister(static state => ((HttpResponseMessage)state!).Dispose(), response);
            CallResponse.RequireGrpc(response);
            return response;
        }
        catch (Exception e)
        {
            throw _lifetime.Fail(e);
        }
    }

    private async Task<RpcMetadata?> DefaultMetadataAsync()
    {
        try
        {
            return _options.DefaultMetadata is { } provide ? await provide(_lifetime.Token) : null;
        }
        catch (Exception e) when (e is not (RpcException or OperationCanceledException))
        {
            throw new RpcException(RpcStatusCode.Unauthenticated, $"The metadata for the call could not be had: {e.Message}", innerException: e);
        }
    }

    private async Task<RpcMetadata> HeadersAsync() => CallResponse.Metadata((await _response).Headers);

    private async Task<MessageReader<TResponse>> OpenReaderAsync(HttpResponseMessage response)
    {
        var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(_lifetime.Token), ReaderOptions);
        return new(body, new(_options.MaxReceiveMessageSize, CallResponse.Encoding(response), RpcStatusCode.Internal));
    }

    private async ValueTask<TResponse?> ReadNextAsync()
    {
        var response = await _response;
        if (_trailers is not null)
            return null;
        if (_lifetime.Failure is { } failure)
            throw failure;
        try
        {
            _reader ??= await OpenReaderAsync(response);
            if (await _reader.ReadAsync(_lifetime.Token) is { } message)
                return message;
            _trailers = CallResponse.RequireOkAtEnd(response);
        }
        catch (Exception e)
        {
            throw _lifetime.Fail(e);
        }

        _lifetime.EndWithSuccess();
        return null;
    }
}
