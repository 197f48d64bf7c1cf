using SocketWarp.Base.Settings;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep:Secrets</c>: one-time secrets.</summary>
internal sealed class SecretSettings
{
    private const string Group = nameof(ScepSettings.Secrets);

    /// <summary>Characters that a secret has at least. 8, with the limits of guesses below.</summary>
    public int MinLength { get; set; } = 8;

    /// <summary>The longest time that a secret may wait for its use. 30 days.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Wrong secrets for one client in a window; more are refused unseen. 10: people mistype.</summary>
    public int MaxFailuresPerClient { get; set; } = 10;

    /// <summary>Wrong secrets from one address (IPv6: /64) in a window. 100: many clients may be behind it.</summary>
    public int MaxFailuresPerAddress { get; set; } = 100;

    /// <summary>The window. 1 min.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);

    internal void Validate(SettingErrors errors)
    {
        errors.RequireRange($"{Group}:{nameof(MinLength)}", MinLength, 1, 64);
        errors.RequireRange($"{Group}:{nameof(MaxLifetime)}", MaxLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        errors.RequireRange($"{Group}:{nameof(MaxFailuresPerClient)}", MaxFailuresPerClient, 1, 100_000);
        errors.RequireRange($"{Group}:{nameof(MaxFailuresPerAddress)}", MaxFailuresPerAddress, 1, 1_000_000);
        errors.RequireRange($"{Group}:{nameof(FailureWindow)}", FailureWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }
}
