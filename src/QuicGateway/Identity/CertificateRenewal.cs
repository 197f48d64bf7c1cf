using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults.Certificates;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>Keeps the identity enrolled, where the settings say so.</summary>
internal sealed class CertificateRenewal(GatewaySettings settings, FileWatch watch, TimeProvider time, ILogger<CertificateRenewal> logger)
{
    /// <summary>Ends when stopped; at once when nothing is enrolled.</summary>
    /// <param name="files">The identity's files, which may not exist yet.</param>
    public async Task RunAsync(WatchedFiles files, CancellationToken stopping)
    {
        if (settings.Enrollment.Url is null) return;
        var paths = new EnrollmentPaths(settings.CertificatePath, settings.KeyPath, settings.CaPath);
        var words = EnrollmentWords.OfSection($"{GatewaySettings.Section}:{nameof(settings.Enrollment)}");
        var stamp = FileStamp.Of([settings.Enrollment.CaPath ?? ""]);
        using var keeper = new CertificateKeeper(settings.Enrollment, paths, words, PeerUsage.ServerAuthentication, time, logger);
        if (keeper.Trust.Path is not null) watch.Add(keeper.Trust, stamp);
        await keeper.RunAsync(files.TakeAsync, stopping);
    }
}
