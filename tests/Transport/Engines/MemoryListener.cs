using System.Net;
using System.Threading.Channels;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

internal sealed class MemoryListener(ListenOptions options, IPEndPoint address) : ITransportListener
{
    private volatile ListenOptions _options = options;
    private readonly Channel<MemorySession> _offered = Channel.CreateUnbounded<MemorySession>();
    private readonly List<MemorySession> _sessions = [];

    public ListenOptions Options => _options;

    public IPEndPoint LocalEndPoint => address;

    public void Offer(MemorySession session) => _offered.Writer.TryWrite(session);

    public async ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var session = await _offered.Reader.ReadAsync(cancellationToken);
            _sessions.Add(session);
            return session;
        }
        catch (ChannelClosedException)
        {
            throw new TransportException(TransportError.Closed, "the listener has ended");
        }
    }

    public ValueTask RenewAsync(TransportSecurity security, CancellationToken cancellationToken = default)
    {
        _options = _options with { Security = security };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _offered.Writer.TryComplete();
        foreach (var session in _sessions)
            await session.DisposeAsync();
    }
}
