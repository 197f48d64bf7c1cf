namespace SocketWarp.TestSupport;

/// <summary>How the other side of a socket ended its direction.</summary>
public enum SocketEnd
{
    /// <summary>A clean end (FIN).</summary>
    Fin,

    /// <summary>RST.</summary>
    Reset,
}
