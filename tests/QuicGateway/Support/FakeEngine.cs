using System.Net;
using SocketWarp.Transport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Ports without sockets: which are taken is the test's to say.</summary>
internal sealed class FakeEngine : ITransportEngine
{
    private int _nextFree = 40000;

    public string Name => "fake";

    /// <summary>Ports that nobody can bind.</summary>
    public HashSet<int> Taken { get; } = [];

    public bool ListenFails { get; set; }

    /// <summary>Everything that was bound, in order.</summary>
    public List<FakePort> Ports { get; } = [];

    public ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler)
    {
        var bound = new IPEndPoint(address.Address, address.Port == 0 ? _nextFree++ : address.Port);
        if (!Taken.Add(bound.Port))
            throw new TransportException(TransportError.AddressInUse, $"port {bound.Port} is taken");
        var port = new FakePort(bound, this);
        Ports.Add(port);
        return port;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class FakePort(IPEndPoint address, FakeEngine engine) : IVisitorPort
    {
        public IPEndPoint LocalEndPoint => address;

        public bool IsAccepting { get; private set; }

        public bool IsReleased { get; private set; }

        public void StartAccepting()
        {
            if (engine.ListenFails)
                throw new TransportException(TransportError.AddressInUse, $"port {address.Port} is taken");
            IsAccepting = true;
        }

        public void StopAccepting() => IsAccepting = false;

        public ValueTask DisposeAsync()
        {
            engine.Taken.Remove(address.Port);
            IsReleased = true;
            return ValueTask.CompletedTask;
        }
    }
}
