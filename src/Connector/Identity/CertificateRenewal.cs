using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults.Certificates;

namespace SocketWarp.Connector.Identity;

/// <summary>Keeps the identity enrolled, where the settings say so.</summary>
internal sealed class CertificateRenewal(ConnectorSettings settings, ConnectorIdentity identity, FileWatch watch, TimeProvider time, ILogger<CertificateRenewal> logger)
{
    /// <summary>Ends when stopped; at once when nothing is enrolled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (settings.Enrollment.Url is null) return;
        var paths = new EnrollmentPaths(settings.CertificatePath, settings.KeyPath, settings.CaPath);
        var words = EnrollmentWords.OfSection($"{ConnectorSettings.Section}:{nameof(settings.Enrollment)}");
        var stamp = FileStamp.Of([settings.Enrollment.CaPath ?? ""]);
        using var keeper = new CertificateKeeper(settings.Enrollment, paths, words, PeerUsage.ClientAuthentication, time, logger);
        if (keeper.Trust.Path is not null) watch.Add(keeper.Trust, stamp);
        await keeper.RunAsync(identity.Files.TakeAsync, stopping);
    }
}
