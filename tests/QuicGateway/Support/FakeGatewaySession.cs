using System.Security.Cryptography.X509Certificates;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Pki.Authority;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Sessions;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A session whose connector answers probes as the test says.</summary>
internal sealed class FakeGatewaySession(
    string uid,
    int maxTunnels = 10,
    X509Certificate2? certificate = null,
    DateTimeOffset certificateEnd = default,
    string id = "0123456789abcdef",
    string replaces = ""
)
    : GatewaySession(
        new GatewaySessionDescription(id, 1, uid, new Hello { Replaces = replaces }, DateTimeOffset.UnixEpoch, certificateEnd),
        new FakeTransportSession { PeerCertificate = certificate ?? Anybody },
        maxTunnels
    )
{
    private static readonly X509Certificate2 Anybody = CreateAnybody();

    /// <summary>What a probe answers; not set: nothing until it is.</summary>
    public TaskCompletionSource<bool> Alive { get; } = new();

    public int Probes { get; private set; }

    public bool Carries { get; set; } = true;

    public override bool CanCarry(TargetAddress target) => Carries;

    public override Task WelcomeAsync(string gatewayId, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Probes++;
        return Alive.Task;
    }

    public override Task<TargetProbeResult?> ProbeTargetAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult<TargetProbeResult?>(null);

    public override Task AnnounceDrainAsync(TimeSpan period, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task ServeAsync(Action changed, CancellationToken cancellationToken) => Task.CompletedTask;

    private static X509Certificate2 CreateAnybody()
    {
        using var authority = CertificateAuthority.Create("Anybody's CA");
        return authority.IssueClient("anybody");
    }
}
