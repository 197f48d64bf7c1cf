using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>A gateway with one visitor port, a session, and a connector. In the end every tunnel must have ended exactly once.</summary>
internal sealed class TunnelRig : IVisitorHandler, ITargetHandler, IAsyncDisposable
{
    private readonly Channel<TunnelOutcome> _visitorOutcomes = Channel.CreateUnbounded<TunnelOutcome>();
    private readonly Channel<TunnelOutcome> _targetOutcomes = Channel.CreateUnbounded<TunnelOutcome>();
    private int _admitted;
    private int _ended;

    /// <summary>What the gateway's half says: where to dial.</summary>
    public required string Target { get; init; }

    /// <summary>What the connector's half answers; empty as with legacy peers.</summary>
    public string Answer { get; init; } = "ok";

    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan OpeningTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Decides about a visitor; null admits all.</summary>
    public Func<IPEndPoint, bool>? Admit { get; set; }

    /// <summary>Decides about a stream; null takes all.</summary>
    public Func<bool>? Take { get; set; }

    public TunnelCounters VisitorCounters { get; } = new();

    public TunnelCounters TargetCounters { get; } = new();

    public IPEndPoint? LastVisitor { get; private set; }

    public SessionPair Sessions { get; private set; } = null!;

    public IVisitorPort Port { get; private set; } = null!;

    /// <param name="address">Of the visitor port; null for any free one.</param>
    /// <param name="via">What stands between the two ends, by the gateway's address; null for nothing.</param>
    public async Task<TunnelRig> StartAsync(
        ITransportEngine engine,
        Credentials credentials,
        IPEndPoint? address = null,
        SessionLimits? limits = null,
        Func<IPEndPoint, IPEndPoint>? via = null
    )
    {
        Sessions = await SessionPair.ConnectAsync(engine, credentials, limits, limits, targets: this, via: via);
        Port = engine.BindVisitorPort(address ?? new IPEndPoint(IPAddress.Loopback, 0), this);
        Port.StartAccepting();
        return this;
    }

    public Task<Socket> VisitAsync() => TestSockets.ConnectAsync(Port.LocalEndPoint);

    /// <summary>A visit that is expected to be over soon.</summary>
    public Task<SocketEnd> VisitToEndAsync() => TestSockets.ConnectAndReadToEndAsync(Port.LocalEndPoint, "anybody?");

    public async Task<TunnelOutcome> NextVisitorOutcomeAsync()
    {
        var outcome = await _visitorOutcomes.Reader.ReadAsync().InTime();
        _ended++;
        return outcome;
    }

    public Task<TunnelOutcome> NextTargetOutcomeAsync() => _targetOutcomes.Reader.ReadAsync().InTime();

    public bool TryAdmit(IPEndPoint visitor, [NotNullWhen(true)] out ITransportSession? session, [NotNullWhen(true)] out ITunnel? tunnel)
    {
        (session, tunnel) = (null, null);
        LastVisitor = visitor;
        if (Admit?.Invoke(visitor) == false)
            return false;
        Interlocked.Increment(ref _admitted);
        session = Sessions.Server;
        tunnel = new TestTunnel(Target, Answer.Length > 0, _visitorOutcomes.Writer) { Counters = VisitorCounters, OpeningTimeout = OpeningTimeout };
        return true;
    }

    public ITargetTunnel? Accept(string protocol)
    {
        Assert.Equal(Sessions?.Client.Protocol ?? protocol, protocol);
        return Take?.Invoke() == false
            ? null
            : new TestTargetTunnel(Answer, _targetOutcomes.Writer)
            {
                Counters = TargetCounters,
                DialTimeout = DialTimeout,
                OpeningTimeout = OpeningTimeout,
            };
    }

    public async ValueTask DisposeAsync()
    {
        await Port.DisposeAsync().InTime();
        await Sessions.DisposeAsync();
        while (_ended < _admitted)
            await NextVisitorOutcomeAsync();
        Assert.False(_visitorOutcomes.Reader.TryRead(out _), "a tunnel ended twice");
    }
}
