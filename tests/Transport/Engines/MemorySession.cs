using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>One end of a session in memory.</summary>
internal sealed class MemorySession(string protocol, X509Certificate2 peer, IPEndPoint remote, int window) : ITransportSession
{
    private readonly Lock _lock = new();
    private readonly Channel<ITransportStream> _incoming = Channel.CreateUnbounded<ITransportStream>();
    private readonly List<PipedStream> _streams = [];
    private readonly TaskCompletionSource<SessionClose> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MemorySession _other = null!;
    private Action<ITransportStream>? _take;
    private long _nextId;

    public X509Certificate2 PeerCertificate => peer;

    public string Protocol => protocol;

    public IPEndPoint RemoteEndPoint => remote;

    public Task<SessionClose> Closed => _closed.Task;

    public static (MemorySession Near, MemorySession Far) Pair(ConnectOptions near, ListenOptions far)
    {
        var protocol = near.Security.Protocols.First(far.Security.Protocols.Contains);
        var window = far.Limits.Windows.Stream;
        var one = new MemorySession(protocol, far.Security.Certificate, near.Address, window);
        var two = new MemorySession(protocol, near.Security.Certificate, near.Address, window);
        (one._other, two._other) = (two, one);
        return (one, two);
    }

    public void TakeStreams(Action<ITransportStream> take) => _take = take;

    public ValueTask<ITransportStream> OpenStreamAsync(CancellationToken cancellationToken = default)
    {
        var (near, far) = PipedStream.Pair(_nextId++, window);
        if (!Add(near) || !_other.Add(far))
            throw new TransportException(TransportError.Closed, "the session has ended");
        if (_other._take is { } take)
            take(far);
        else
            _other._incoming.Writer.TryWrite(far);
        return new(near);
    }

    public async ValueTask<ITransportStream> AcceptStreamAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _incoming.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new TransportException(TransportError.Closed, "the session has ended");
        }
    }

    public ValueTask<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => new(!Closed.IsCompleted);

    public SessionStatistics GetStatistics() => default;

    public ValueTask CloseAsync(ulong code, string reason)
    {
        End(new SessionClose(SessionCloseKind.ClosedByUs, code, reason));
        _other.End(new SessionClose(SessionCloseKind.ClosedByPeer, code, reason));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => CloseAsync(0, "the session was disposed");

    private bool Add(PipedStream stream)
    {
        lock (_lock)
        {
            _streams.Add(stream);
            return !_closed.Task.IsCompleted;
        }
    }

    private void End(SessionClose close)
    {
        List<PipedStream> streams;
        lock (_lock)
        {
            if (!_closed.TrySetResult(close))
                return;
            streams = [.. _streams];
        }

        _incoming.Writer.TryComplete();
        foreach (var stream in streams)
            stream.Lose(close);
    }
}
