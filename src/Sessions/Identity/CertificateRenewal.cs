using Microsoft.Extensions.Logging;
using SocketWarp.Base.Files;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;
using SocketWarp.Sessions.Settings;

namespace SocketWarp.Sessions.Identity;

/// <summary>Keeps an identity enrolled, where the settings say so.</summary>
public static class CertificateRenewal
{
    /// <summary>Ends when stopped; at once when nothing is enrolled.</summary>
    /// <param name="files">The identity's files, which may not exist yet.</param>
    public static async Task RunAsync(PeerSettings settings, WatchedFiles files, FileWatch watch, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        if (settings.Enrollment.Url is null)
            return;
        var paths = new EnrollmentPaths(settings.CertificatePath, settings.KeyPath, settings.CaPath);
        var words = EnrollmentWords.OfSection($"{settings.SectionName}:{nameof(settings.Enrollment)}");
        var stamp = FileStamp.Of([settings.Enrollment.CaPath ?? ""]);
        using var keeper = new CertificateKeeper(settings.Enrollment, paths, words, settings.Usage, time, logger);
        if (keeper.Trust.Path is not null)
            watch.Add(keeper.Trust, stamp);
        await keeper.RunAsync(files.TakeAsync, stopping);
    }
}
