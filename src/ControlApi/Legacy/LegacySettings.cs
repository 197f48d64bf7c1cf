using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.ControlApi.Legacy;

/// <summary>Section <c>Legacy</c>: socket-warp's routes.</summary>
internal sealed class LegacySettings : ISettings
{
    public const string Section = "Legacy";

    /// <summary>The gateway whose ports they open and close: their requests name none.</summary>
    public string Gateway { get; set; } = ControlContract.DefaultGateway;

    /// <summary>True: an open for a uid without a session is kept until it comes. False, as in socket-warp: it fails.</summary>
    public bool OpenWithoutSession { get; set; }

    /// <summary>How long an open waits for the gateway. 5 s: it fails afterwards, and longer than that nobody waits for a port.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(5);

    public void Validate(SettingErrors errors)
    {
        errors.Require(ControlContract.IsId(Gateway), nameof(Gateway), Gateway, ControlContract.IdFix);
    }
}
