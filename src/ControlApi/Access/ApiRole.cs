namespace SocketWarp.ControlApi.Access;

/// <summary>What a token may do.</summary>
internal enum ApiRole
{
    None,

    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Read and write.</summary>
    Admin,

    /// <summary>Attach as a gateway, nothing else.</summary>
    Gateway,
}
