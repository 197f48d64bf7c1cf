using SocketWarp.Base.Settings;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Http;

/// <summary>Section <c>Api</c>: the REST side. Its port is 8080, as socket-warp's users know it.</summary>
internal sealed class ApiSettings() : HttpSettings(Section)
{
    public const string Section = "Api";

    /// <summary>How long a write waits for the gateway's answer before it reports "pending". 3 s: an answer takes milliseconds or is missing.</summary>
    [DurationRange("0s", "1m")]
    public TimeSpan AcknowledgeTimeout { get; set; } = TimeSpan.FromSeconds(3);

    public override void Validate(SettingErrors errors)
    {
        base.Validate(errors);
    }
}
