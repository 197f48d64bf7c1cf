using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Reports variables of OpenTelemetry that cannot be used, together with all wrong settings.</summary>
internal sealed class TelemetryVariables(TelemetryPlan plan) : ISettingsCheck
{
    public IEnumerable<string> Errors() => plan.Errors;
}
