using SocketWarp.Base.Settings;

namespace SocketWarp.Base.Files;

/// <summary>Section <c>Certificates</c>: when replaced files of certificates, keys and authorities are taken into use.</summary>
public sealed class FileWatchSettings : ISettings
{
    public const string Section = "Certificates";

    /// <summary>The time between two looks at the files. 1 s: a look reads some kilobytes; a change is taken when the next look finds it the same.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long files that do not fit may stay so before the log says it. 5 s: a certificate is often written before its key.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireRange(nameof(WatchInterval), WatchInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        errors.RequireRange(nameof(Patience), Patience, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
