using SocketWarp.Base.State;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Telemetry;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer;

/// <summary>What is on disk, opened once: at the start, or before by a composition that has to know the authority.</summary>
internal sealed class ScepServerState(
    StateDirectory directory, ApiTokens tokens, AuthorityHolder authority, ClientRegistry registry, ScepServerAddresses addresses,
    ScepMetrics metrics, RevocationList revocations, ClientChanges changes, TimeProvider time)
{
    private bool _isOpen;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
            return;
        directory.Open();
        tokens.Load();
        authority.Open();
        await registry.OpenAsync(cancellationToken);
        metrics.Observe(registry, authority, revocations, changes, time);
        addresses.AuthorityFile = authority.CertificateFile;
        addresses.AuthorityFingerprint = authority.Fingerprint;
        addresses.AdminTokenFile = directory.File(ApiTokens.PlainFileName(ApiRole.Admin));
        addresses.ViewerTokenFile = directory.File(ApiTokens.PlainFileName(ApiRole.Viewer));
        addresses.GatewayTokenFile = directory.File(ApiTokens.PlainFileName(ApiRole.Gateway));
        _isOpen = true;
    }
}
