namespace SocketWarp.Protocol;

/// <summary>What Hello and Welcome may name; docs/protocol.md, "Hello" and "Welcome and Refused".</summary>
public static class Capabilities
{
    /// <summary>A gateway's: it understands Hello.replaces.</summary>
    public const string Replaces = "replaces";
}
