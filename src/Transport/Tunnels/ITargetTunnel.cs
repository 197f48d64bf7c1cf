using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tunnels;

/// <summary>The connector's half: reads the opening first, then the target is dialled, then its own opening is written.</summary>
public interface ITargetTunnel : ITunnel
{
    /// <summary>The target; valid once the opening is complete.</summary>
    TargetAddress Target { get; }

    /// <summary>How long the dial may take, with the lookup of a name.</summary>
    TimeSpan DialTimeout { get; }
}

/// <summary>Takes the streams that a gateway opens.</summary>
public interface ITargetHandler
{
    /// <summary>Called once per stream, perhaps on an engine's loop thread: must not wait. Null refuses the stream (<c>ErrorCode.LimitReached</c>).</summary>
    /// <param name="protocol">The session's (ALPN): streams may come before ConnectAsync has returned.</param>
    ITargetTunnel? Accept(string protocol);
}
