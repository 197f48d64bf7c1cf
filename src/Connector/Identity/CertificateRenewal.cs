using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Connector.Identity;

/// <summary>Keeps the identity enrolled, where the settings say so.</summary>
internal sealed class CertificateRenewal(ConnectorSettings settings, ConnectorIdentity identity, TimeProvider time, ILogger<CertificateRenewal> logger)
{
    /// <summary>Ends when stopped; at once when nothing is enrolled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (settings.Enrollment.Url is null) return;
        var paths = new EnrollmentPaths(settings.CertificatePath, settings.KeyPath, settings.CaPath);
        var words = EnrollmentWords.OfSection($"{ConnectorSettings.Section}:{nameof(settings.Enrollment)}");
        using var keeper = new CertificateKeeper(settings.Enrollment, paths, words, PeerUsage.ClientAuthentication, time, logger);
        await keeper.RunAsync(Reload, stopping);
    }

    private Task Reload()
    {
        identity.Reload();
        return Task.CompletedTask;
    }
}
