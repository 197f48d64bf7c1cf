using System.Diagnostics.CodeAnalysis;
using System.Net;
using SocketWarp.Base;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Transport;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>
/// Publishes one assignment: holds its port, its visitors, its state. Driven by <see cref="AssignmentKeeper"/> alone, one call at a
/// time; only the visitor handler is used by others.
/// </summary>
internal sealed class AssignmentPublisher(string id, VisitorHandler visitors, VisitorSettings settings, ITransportEngine engine, TimeProvider time)
{
    private readonly Backoff _retry = new(settings.MinimumRetry, settings.MaximumRetry);
    private Assignment? _wire;
    private GatewayAssignment? _assignment;
    private IVisitorPort? _port;
    private ClientGrants? _client;
    private string _problem = "";
    private bool _refused; // to its uid
    private bool _accepting;
    private bool _looked; // at the assignment in its newest form

    public string Id => id;

    public VisitorHandler Visitors => visitors;

    /// <summary>What is published; null while it cannot be read or is refused to its uid.</summary>
    public GatewayAssignment? Assignment => _refused ? null : _assignment;

    /// <summary>The uid as the assignment writes it, like the target.</summary>
    public string Uid => _wire?.Uid ?? "";

    public string Target => _wire?.Target ?? "";

    /// <summary>What the system chose when port 0 was assigned; tried again first, so that it stays the same over restarts. 0: none yet.</summary>
    public int ChosenPort { get; set; }

    /// <summary>The time to try to bind; null while there is nothing to try.</summary>
    public DateTimeOffset? BindAt { get; private set; }

    /// <summary>Whether there is nothing to do and nothing new to say.</summary>
    public bool IsSettled(ClientGrants? client) => _looked && BindAt is null && ReferenceEquals(client, _client);

    /// <summary>Whether this is the form of the assignment that was taken over last.</summary>
    public bool Has(Assignment wanted) => ReferenceEquals(wanted, _wire);

    /// <summary>Takes over the assignment in its newest form.</summary>
    /// <returns>true when the port that is bound must be released first.</returns>
    public bool Take(Assignment wanted)
    {
        _wire = wanted;
        _looked = false;
        var before = _assignment;
        if (!GatewayAssignment.TryRead(wanted, settings, out _assignment, out var problem))
        {
            (_problem, BindAt) = (problem, null);
            return _port is not null;
        }

        // An assignment that names the port which was chosen for it before changes nothing.
        var moves = !_assignment.EndPoint.Equals(before?.EndPoint) && !_assignment.EndPoint.Equals(_port?.LocalEndPoint);
        if (moves)
            _retry.Reset();
        if (moves || _port is null)
            BindAt = time.GetUtcNow();
        return moves && _port is not null;
    }

    /// <summary>Binds when it is time to, and lets visitors in when somebody serves them.</summary>
    /// <param name="client">What its uid may have; null while none of its sessions is up, for then nobody knows.</param>
    /// <returns>true when the port was bound just now.</returns>
    public async ValueTask<bool> ApplyAsync(ClientGrants? client)
    {
        _looked = true;
        _client = client;
        if (_assignment is null)
            return false;
        var refusal = client?.Refuse(_assignment.EndPoint.Port, _assignment.Target);
        _refused = refusal is not null;
        if (refusal is not null)
        {
            await ReleaseAsync();
            (_problem, BindAt) = (refusal, null);
            return false;
        }

        if (_port is null)
            BindAt ??= time.GetUtcNow();
        var bound = BindAt <= time.GetUtcNow() && Bind(_assignment);
        visitors.SetAssignment(_assignment);
        if (_port is not null)
            visitors.Port = _port.LocalEndPoint.Port;
        try
        {
            Accept(client is not null);
        }
        catch (TransportException e)
        {
            await ReleaseAsync();
            Fail(e, _assignment.EndPoint);
        }

        return bound;
    }

    public void StopAccepting() => Accept(false);

    public AssignmentReport Report()
    {
        var report = new AssignmentReport
        {
            Id = id,
            Revision = _wire?.Revision ?? 0,
            Port = (uint)(_port?.LocalEndPoint.Port ?? 0),
        };
        (report.State, report.Reason) = _port is null
            ? (AssignmentState.Failed, _problem)
            : (_client is not null ? AssignmentState.Listening : AssignmentState.Waiting, visitors.Failures.Last);
        return report;
    }

    /// <summary>Gives the port back; visitors that are in go on.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (_port is null)
            return;
        var port = _port;
        (_port, _accepting) = (null, false);
        await port.DisposeAsync();
    }

    private bool Bind(GatewayAssignment assignment)
    {
        var again = assignment.EndPoint.Port == 0 && ChosenPort != 0;
        if (again && TryBind(new IPEndPoint(assignment.EndPoint.Address, ChosenPort), out _) || TryBind(assignment.EndPoint, out var failure))
        {
            BindAt = null;
            _retry.Reset();
            if (assignment.EndPoint.Port == 0)
                ChosenPort = _port!.LocalEndPoint.Port;
            return true;
        }

        Fail(failure, assignment.EndPoint);
        return false;
    }

    private bool TryBind(IPEndPoint endPoint, [NotNullWhen(false)] out TransportException? failure)
    {
        failure = null;
        try
        {
            _port = engine.BindVisitorPort(endPoint, visitors);
            return true;
        }
        catch (TransportException e)
        {
            failure = e;
            return false;
        }
    }

    private void Accept(bool wanted)
    {
        if (_port is null || wanted == _accepting)
            return;
        _accepting = wanted;
        if (wanted)
            _port.StartAccepting();
        else
            _port.StopAccepting();
    }

    private void Fail(TransportException failure, IPEndPoint endPoint)
    {
        _problem = Explain(failure, endPoint);
        BindAt = time.GetUtcNow() + _retry.Next();
    }

    private static string Explain(TransportException failure, IPEndPoint endPoint) =>
        failure.Error switch
        {
            TransportError.AddressInUse => $"{failure.Message}, by another program or another assignment: free it, or assign another port",
            TransportError.AddressUnavailable =>
                $"{endPoint} cannot be bound ({failure.Message}): assign an address of this machine, and a port that this user may bind",
            _ => failure.Message,
        };
}
