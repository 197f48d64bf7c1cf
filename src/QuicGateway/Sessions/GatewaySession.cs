using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>One admitted connector; the wires differ in what is said beside the tunnels.</summary>
internal abstract class GatewaySession(GatewaySessionDescription description, ITransportSession transport, int maxTunnels)
{
    private volatile ClientGrants _rules = ClientGrants.None;
    private volatile NewestCertificate _newest = new(new SessionCertificate(transport.PeerCertificate, description.CertificateEnd));

    public GatewaySessionDescription Description => description;

    public string Uid => description.Uid;

    public string Id => description.Id;

    /// <summary>Counts the sessions of this process.</summary>
    public ulong Number => description.Number;

    public ITransportSession Transport => transport;

    public TunnelSlots Tunnels { get; } = new(maxTunnels);

    /// <summary>What its uid may have.</summary>
    public ClientGrants Rules => _rules;

    /// <summary>The certificate that decides whether it may stay: its own, or, once it was handed over, the newest of its connector.</summary>
    public SessionCertificate Certificate => _newest.Certificate;

    /// <summary>Whether its connector wants it to take over from the other one.</summary>
    public bool Replaces(GatewaySession other) => description.Hello.Replaces == other.Id;

    /// <summary>Hands over to a second session of its connector, which wants no more visitors here: from now on they stand and fall together.</summary>
    public void HandOverTo(GatewaySession next)
    {
        // A copy, as the successor may end first, and its certificate with it.
        var certificate = X509CertificateLoader.LoadCertificate(next.Transport.PeerCertificate.RawData);
        _newest.Renew(new SessionCertificate(certificate, next.Description.CertificateEnd));
        next._newest = _newest;
    }

    /// <summary>Holds from the next visitor on.</summary>
    public void SetRules(ClientGrants rules)
    {
        _rules = rules;
        Tunnels.Restrict(rules.MaxTunnels);
    }

    /// <summary>Whether this wire can name the target.</summary>
    public abstract bool CanCarry(TargetAddress target);

    /// <summary>Tells the connector that it is in.</summary>
    /// <exception cref="IOException">when the session ended meanwhile.</exception>
    public abstract Task WelcomeAsync(string gatewayId, CancellationToken cancellationToken);

    /// <summary>Whether the connector answers within <paramref name="timeout"/>.</summary>
    public abstract Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Whether the connector can dial the target; null when it does not say, or the wire cannot ask.</summary>
    public abstract Task<TargetProbeResult?> ProbeTargetAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Asks the connector to expect no new tunnels, where the wire can.</summary>
    public abstract Task AnnounceDrainAsync(TimeSpan period, CancellationToken cancellationToken);

    /// <summary>Listens to the connector until the session ends; sees to its own failures.</summary>
    /// <param name="changed">Called when <see cref="TunnelSlots.IsDraining"/> is about to become true.</param>
    public abstract Task ServeAsync(Action changed, CancellationToken cancellationToken);
}
