using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep:Secrets</c>: one-time secrets.</summary>
internal sealed class SecretSettings : ISettings
{
    /// <summary>Characters that a secret has at least.</summary>
    [Range(1, 64)]
    public int MinLength { get; set; } = 8;

    /// <summary>The longest time that a secret may wait for its use.</summary>
    [DurationRange("1m", "3650d")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Wrong secrets for one client in a window; more are refused unseen, the right one too.</summary>
    [Range(1, 100_000)]
    public int MaxFailuresPerClient { get; set; } = 10;

    /// <summary>Wrong secrets from one address (IPv6: /64) in a window.</summary>
    [Range(1, 1_000_000)]
    public int MaxFailuresPerAddress { get; set; } = 100;

    /// <summary>The window.</summary>
    [DurationRange("1s", "1d")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);
}
