namespace SocketWarp.ControlApi;

/// <summary>Where a running ControlApi is: for those who host it in their own process. Known once the host has started.</summary>
public sealed class ControlApiAddresses
{
    /// <summary>REST, with the port that is really bound.</summary>
    public Uri? Rest { get; internal set; }

    /// <summary>Where gateways attach over TCP; null when that is off.</summary>
    public Uri? Control { get; internal set; }

    /// <summary>Path of the Unix socket where gateways attach; null without such a socket.</summary>
    public string? ControlSocket { get; internal set; }

    /// <summary>File with the admin's first token.</summary>
    public string AdminTokenFile { get; internal set; } = "";

    /// <summary>File with the viewer's first token.</summary>
    public string ViewerTokenFile { get; internal set; } = "";

    /// <summary>File with the gateways' first token.</summary>
    public string GatewayTokenFile { get; internal set; } = "";
}
