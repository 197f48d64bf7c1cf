namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>The place of a socket that has something to read while enough has been read for now.</summary>
internal enum PlaceInLine
{
    None,
    Waiting,

    /// <summary>Its turn has come: it may read once.</summary>
    Called,
}
