using SocketWarp.Base.Settings;

namespace SocketWarp.Base.Files;

/// <summary>Section <c>Certificates</c>: when replaced files of certificates, keys and authorities are taken into use.</summary>
public sealed class FileWatchSettings : ISettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Certificates";

    /// <summary>
    /// The time between two looks at the <see href="operations.md#replacing-certificate-files">certificate files</see>. A change is taken when the next look
    /// finds it the same.
    /// </summary>
    [DurationRange("100ms", "1h")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long files that do not fit may stay so before the log says it: a certificate is often written before its key.</summary>
    [DurationRange("0s", "1h")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);
}
