namespace SocketWarp.Web.Access;

/// <summary>What a token may do.</summary>
public enum ApiRole
{
    None,

    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Read and write.</summary>
    Admin,

    /// <summary>Attach as a gateway, nothing else.</summary>
    Gateway,
}
