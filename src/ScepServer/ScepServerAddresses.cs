namespace SocketWarp.ScepServer;

/// <summary>Where a running ScepServer is: for those who host it in their own process. Known once the host has started.</summary>
public sealed class ScepServerAddresses
{
    /// <summary>The address of all its routes, with the port that is really bound.</summary>
    public Uri? Http { get; internal set; }

    /// <summary>The authority's certificate, PEM.</summary>
    public string AuthorityFile { get; internal set; } = "";

    /// <summary>SHA-256 of the authority's root certificate, in lower-case hex: what clients pin.</summary>
    public string AuthorityFingerprint { get; internal set; } = "";

    /// <summary>File with the admin's first token.</summary>
    public string AdminTokenFile { get; internal set; } = "";

    /// <summary>File with the viewer's first token.</summary>
    public string ViewerTokenFile { get; internal set; } = "";

    /// <summary>File with the gateways' first token.</summary>
    public string GatewayTokenFile { get; internal set; } = "";
}
