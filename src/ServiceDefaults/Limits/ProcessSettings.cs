using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Limits;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Limits;

/// <summary>Section <c>Process</c>: what the process as a whole may use.</summary>
public sealed class ProcessSettings : ISettings
{
    public const string Section = "Process";

    /// <summary>
    /// Descriptors (open files and sockets) that the process keeps for itself: nobody is let in and no target is dialled with them. 0: a sixteenth of what it
    /// may have, at least 24 and at most 256.
    /// </summary>
    [Range(0, DescriptorBudget.MostReserve)]
    public int DescriptorReserve { get; set; }

    /// <summary>
    /// Unix socket on which the process says whether it does its work, to <c>--health</c> with the same settings; only its own user may ask. Default: none.
    /// </summary>
    public string? HealthSocket { get; set; }

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Require(
            DescriptorReserve is 0 or >= DescriptorBudget.LeastReserve,
            nameof(DescriptorReserve),
            DescriptorReserve,
            $"write 0, or at least {DescriptorBudget.LeastReserve}"
        );
    }
}
