using Microsoft.Extensions.Hosting;

namespace SocketWarp.ServiceDefaults;

/// <summary>A host's place in a process of several hosts.</summary>
/// <param name="Service">The name of the process for telemetry.</param>
/// <param name="Sections">The sections of settings that the hosts read, all of them together: a host leaves those of the others alone.</param>
/// <param name="First">The first host, which starts first and ends last: it has the loggers of the whole process, and exports its telemetry. Null: this is
/// the first.</param>
public sealed record ProcessPart(string Service, IReadOnlyList<string> Sections, IHost? First = null);
