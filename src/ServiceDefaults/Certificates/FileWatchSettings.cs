using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.ServiceDefaults.Certificates;

/// <summary>Section <c>Certificates</c>: when files of certificates, keys and authorities that were replaced are taken.</summary>
public sealed class FileWatchSettings : ISettings
{
    public const string Section = "Certificates";

    /// <summary>Between two looks at the files. 1 s: a look reads some kilobytes, and a change is taken when a second look finds it the same.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long files that do not fit may stay so before the log says it. 5 s: after a certificate its key is written.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireRange(nameof(WatchInterval), WatchInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        errors.RequireRange(nameof(Patience), Patience, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
