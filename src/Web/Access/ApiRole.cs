namespace SocketWarp.Web.Access;

/// <summary>What a token may do.</summary>
public enum ApiRole
{
    None,

    /// <summary>The right to read.</summary>
    Viewer,

    /// <summary>The right to read and write.</summary>
    Admin,

    /// <summary>Attach as a gateway, nothing else.</summary>
    Gateway,
}
