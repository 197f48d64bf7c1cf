using System.Diagnostics.CodeAnalysis;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>Why and when a call ended. The first reason wins; the token fires with it and everything under way stops.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer, link or wait handle holds nothing; a call may end without being disposed.")]
internal sealed class CallLifetime
{
    // CancellationTokenSource and ITimer take no more; such a deadline is kept by the server alone.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly Exception Success = new RpcException(RpcStatusCode.Ok, "The call has ended.");

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationTokenRegistration _channel;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _timeout;
    private readonly long _started;
    private readonly ITimer? _deadline;
    private Exception? _ending;

    public CallLifetime(TimeProvider time, TimeSpan? timeout, CancellationToken channel, CancellationToken caller)
    {
        Token = _source.Token;
        _time = time;
        _timeout = timeout;
        _started = time.GetTimestamp();
        if (timeout <= TimeSpan.Zero)
            End(DeadlinePassed()); // a timer might lose against a quick answer
        else if (timeout < LongestTimer)
            _deadline = time.CreateTimer(_ => End(DeadlinePassed()), null, timeout.Value, Timeout.InfiniteTimeSpan);
        _channel = channel.UnsafeRegister(static state => ((CallLifetime)state!).End(new RpcException(RpcStatusCode.Cancelled, "The channel was disposed.")), this);
        _caller = CancelOn(caller);
        if (Token.IsCancellationRequested)
            Release();
    }

    public CancellationToken Token { get; }

    public bool Succeeded => ReferenceEquals(_ending, Success);

    /// <summary>What is left of the deadline, zero or less when it has passed; null: there is none.</summary>
    public TimeSpan? TimeLeft => _timeout - _time.GetElapsedTime(_started);

    /// <summary>Why the call failed; null while it lives and after success.</summary>
    public Exception? Failure => Succeeded ? null : _ending;

    public void End(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _ending, reason, null) is not null)
            return;
        _source.Cancel();
        Release();
    }

    public void EndWithSuccess() => End(Success);

    /// <summary>Ends the call when <paramref name="cancellationToken"/> fires before the registration is disposed.</summary>
    public CancellationTokenRegistration CancelOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static (state, token) => ((CallLifetime)state!).End(new OperationCanceledException("The caller cancelled the call.", token)), this);

    /// <summary>Ends the call with <paramref name="failure"/> unless it has ended already; the exception to throw is the reason that holds.</summary>
    public Exception Fail(Exception failure)
    {
        var status = failure as RpcException ?? TransportFailure.Translate(failure);
        // The server keeps the same deadline and may be first to act on it ("Client Cancellation" in grpc/doc/PROTOCOL-HTTP2.md).
        End(status.Code == RpcStatusCode.Cancelled && TimeLeft <= TimeSpan.Zero ? DeadlinePassed() : status);
        return Failure ?? failure;
    }

    private RpcException DeadlinePassed() => new(RpcStatusCode.DeadlineExceeded, $"The deadline of {_timeout?.TotalSeconds:0.###} s has passed.");

    private void Release()
    {
        _deadline?.Dispose();
        _channel.Unregister();
        _caller.Unregister();
    }
}
