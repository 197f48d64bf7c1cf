using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Reconnect</c>.</summary>
public sealed class ReconnectSettings : ISettings
{
    /// <summary>The pause after the first failure; doubled from there.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan MinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time from one attempt to the next. A gateway that is back has its connectors within 3 s.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After a gateway has said no (certificate, uid): trying fast changes nothing.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan RefusedDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time for the lookup of a gateway's name, and then for each of its addresses, TLS handshake included.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Hello to Welcome; longer than a gateway's call of its verify service.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan WelcomeTimeout { get; set; } = ProtocolTimeouts.Welcome;

    /// <summary>
    /// A session with a legacy gateway counts as up once it has lasted this long or carried a tunnel. One that the gateway closes earlier was refused: such a
    /// gateway has no other way to say no.
    /// </summary>
    [DurationRange("0s", "1m")]
    public TimeSpan LegacySettleTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Goes on when the very first answer is a refusal, instead of ending with an error.</summary>
    public bool KeepTryingWhenRefused { get; set; }

    public void Validate(SettingErrors errors)
    {
        errors.Require(
            MaximumDelay >= MinimumDelay,
            nameof(MaximumDelay),
            MaximumDelay,
            $"write at least as much as {nameof(MinimumDelay)}, {DurationText.Format(MinimumDelay)}"
        );
    }
}
