using System.Globalization;
using System.Net;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>What the access log says about one visitor.</summary>
/// <param name="Time">The time at which it left or was refused.</param>
/// <param name="Reason">The name that its failure or refusal is counted under; null when there was neither.</param>
/// <param name="Outcome">null when it was refused.</param>
internal readonly record struct AccessRecord(
    DateTimeOffset Time,
    IPEndPoint Visitor,
    int Port,
    GatewayAssignment Assignment,
    TimeSpan Duration,
    string? Reason,
    TunnelOutcome? Outcome
)
{
    private string End =>
        Outcome is not { } outcome ? "refused"
        : Reason is not null ? "failed"
        : outcome.End == TunnelEnd.Completed ? "completed"
        : "reset";

    /// <summary>
    /// Fields are only ever added at the end: other people's filters read these lines. No value has a space in it: neither a uid nor an assignment's id
    /// may have one.
    /// </summary>
    public override string ToString()
    {
        var address = Visitor.Address.IsIPv4MappedToIPv6 ? Visitor.Address.MapToIPv4() : Visitor.Address;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} source={address} source_port={Visitor.Port} port={Port} assignment={Assignment.Id} "
                    + $"uid={Assignment.Uid}"
            )
            + string.Create(
                CultureInfo.InvariantCulture,
                $" bytes_in={Outcome?.BytesToPeer ?? 0} bytes_out={Outcome?.BytesToSocket ?? 0} seconds={Duration.TotalSeconds:0.000} end={End} "
                    + $"reason={Reason ?? "-"}"
            );
    }
}
