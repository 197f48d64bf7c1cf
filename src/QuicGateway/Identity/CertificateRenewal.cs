using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>Keeps the identity enrolled, where the settings say so.</summary>
internal sealed class CertificateRenewal(GatewaySettings settings, GatewayIdentity identity, TimeProvider time, ILogger<CertificateRenewal> logger)
{
    /// <summary>Ends when stopped; at once when nothing is enrolled.</summary>
    /// <param name="changed">Called after the identity has read a certificate, at first or anew.</param>
    public async Task RunAsync(Func<Task> changed, CancellationToken stopping)
    {
        if (settings.Enrollment.Url is null) return;
        var paths = new EnrollmentPaths(settings.CertificatePath, settings.KeyPath, settings.CaPath);
        var words = EnrollmentWords.OfSection($"{GatewaySettings.Section}:{nameof(settings.Enrollment)}");
        using var keeper = new CertificateKeeper(settings.Enrollment, paths, words, PeerUsage.ServerAuthentication, time, logger);
        await keeper.RunAsync(ChangedAsync, stopping);

        Task ChangedAsync()
        {
            identity.Reload();
            return changed();
        }
    }
}
