using System.Reflection;
using System.Runtime.InteropServices;
using OpenTelemetry.Resources;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>What a process says about itself with everything that it exports, in the words of OpenTelemetry's semantic conventions.</summary>
internal static class TelemetryResource
{
    private const string Namespace = "socketwarp";

    /// <summary>Tells two runs of a service apart, and two processes on one machine.</summary>
    private static readonly string s_instance = Guid.NewGuid().ToString();

    public static void Describe(ResourceBuilder resource, string service, TelemetryPlan plan) =>
        resource
            .Clear()
            .AddTelemetrySdk()
            .AddAttributes(
                new Dictionary<string, object>
                {
                    ["service.name"] = $"{Namespace}-{service}",
                    ["service.namespace"] = Namespace,
                    ["service.version"] = typeof(TelemetryResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                    ["service.instance.id"] = s_instance,
                    ["host.name"] = Environment.MachineName,
                    ["host.arch"] = Architecture(RuntimeInformation.OSArchitecture),
                    ["os.type"] =
                        OperatingSystem.IsWindows() ? "windows"
                        : OperatingSystem.IsMacOS() ? "darwin"
                        : "linux",
                    ["os.description"] = RuntimeInformation.OSDescription,
                    ["process.pid"] = (long)Environment.ProcessId,
                    ["process.executable.name"] = Path.GetFileName(Environment.ProcessPath) ?? "",
                    ["process.runtime.name"] = ".NET",
                    ["process.runtime.version"] = Environment.Version.ToString(),
                    ["process.runtime.description"] = RuntimeInformation.FrameworkDescription,
                }
            )
            // Last, and so these win.
            .AddAttributes(plan.Attributes.Select(a => KeyValuePair.Create<string, object>(a.Key, a.Value)));

    private static string Architecture(Architecture architecture) =>
        architecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm => "arm32",
            var other => other.ToString().ToLowerInvariant(),
        };
}
