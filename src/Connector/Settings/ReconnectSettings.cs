using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Reconnect</c>.</summary>
public sealed class ReconnectSettings
{
    /// <summary>The pause after the first failure; doubled from there. Default 100 ms.</summary>
    public TimeSpan MinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest time from one attempt to the next. Default 2 s: a gateway that is back has its connectors within 3 s.
    /// </summary>
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After a gateway has said no (certificate, uid): trying fast changes nothing. Default 15 s.</summary>
    public TimeSpan RefusedDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time for the lookup of a gateway's name, and then for each of its addresses, TLS handshake included. Default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Hello to Welcome; longer than a gateway's call of its verify service. Default 15 s.</summary>
    public TimeSpan WelcomeTimeout { get; set; } = ProtocolTimeouts.Welcome;

    /// <summary>
    /// A session with a legacy gateway counts as up once it has lasted this long or carried a tunnel. One that the gateway closes earlier was
    /// refused: such a gateway has no other way to say no. Default 3 s.
    /// </summary>
    public TimeSpan LegacySettleTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Goes on when the very first answer is a refusal, instead of ending with an error. Default false.</summary>
    public bool KeepTryingWhenRefused { get; set; }

    internal void Validate(SectionErrors errors)
    {
        errors.RequireRange(nameof(MinimumDelay), MinimumDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaximumDelay), MaximumDelay, MinimumDelay, TimeSpan.FromHours(1));
        errors.RequireRange(nameof(RefusedDelay), RefusedDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        errors.RequireRange(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(WelcomeTimeout), WelcomeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(LegacySettleTime), LegacySettleTime, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }
}
