namespace SocketWarp.ScepServer.Clients;

/// <summary>What a client may do next.</summary>
internal enum ClientStatus
{
    /// <summary>No certificate that holds, no secret.</summary>
    Inactive,

    /// <summary>A secret for a first certificate.</summary>
    Issuable,

    /// <summary>A certificate that holds.</summary>
    Issued,

    /// <summary>The same, and a secret for its successor.</summary>
    Updatable,

    /// <summary>A successor is there, and its predecessor still holds for a while.</summary>
    Pending,
}
