using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>Options of a library that knows nothing of settings.</summary>
public sealed record SampleOptions : ISettings
{
    [Range(1, 10)]
    public int Least { get; init; } = 2;

    [Range(1.0, 1_000_000_000_000)]
    public long Most { get; init; } = 20;

    [DurationRange("500ms", "1m")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    void ISettings.Validate(SettingErrors errors)
    {
        errors.Require(Most >= Least, nameof(Most), Most, "write at least as much as Least");
    }
}
