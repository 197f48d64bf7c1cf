namespace SocketWarp.AppHost;

/// <summary>Where the assignments are kept.</summary>
internal enum RedisChoice
{
    /// <summary>The first of the others that this machine can do.</summary>
    Auto,

    /// <summary>Redis in a container.</summary>
    Container,

    /// <summary>The program <c>redis-server</c> of this machine.</summary>
    Server,

    /// <summary>The embedded store of a single ControlApi.</summary>
    None,
}
