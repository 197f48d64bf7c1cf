using SocketWarp.Protocol;

namespace SocketWarp.Connector.Settings;

/// <summary>Where a gateway listens.</summary>
/// <param name="Host">A name, looked up at each attempt, or an IP address.</param>
internal sealed record GatewayAddress(string Host, int Port)
{
    public override string ToString() => new TargetAddress(Host, Port).ToString();

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c>.</summary>
    public static bool TryParse(string? text, out GatewayAddress address)
    {
        var valid = TargetAddress.TryParse(text, out var parsed, out _) && !parsed.IsUnix;
        address = valid ? new GatewayAddress(parsed.Host, parsed.Port) : null!;
        return valid;
    }
}
