namespace SocketWarp.Transport.Sessions;

/// <summary>The reason why a session ended.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Code">The application code (an ErrorCode) for the two Closed kinds, else a transport code, else 0.</param>
/// <param name="Reason">One line for the log; never empty.</param>
public readonly record struct SessionClose(SessionCloseKind Kind, ulong Code, string Reason)
{
    /// <summary>A stateless reset came, which carries no reason.</summary>
    internal static SessionClose ByRestart { get; } = new(SessionCloseKind.Forgotten, 0, "the peer was restarted and has forgotten the session");

    /// <summary>The fault of a refused certificate, or null; the kind says whether it is ours or the peer's.</summary>
    public string? CertificateFault { get; init; }

    /// <summary>The reason, with the code where there is one.</summary>
    public override string ToString() => Code == 0 ? Reason : $"{Reason} (code 0x{Code:x})";
}

/// <summary>Who or what ended a session.</summary>
public enum SessionCloseKind
{
    /// <summary>Our side called CloseAsync or disposed the session, listener or engine.</summary>
    ClosedByUs,

    /// <summary>The peer closed with an application code.</summary>
    ClosedByPeer,

    /// <summary>Nothing was heard for the idle timeout.</summary>
    IdleTimeout,

    /// <summary>The peer has forgotten this session: it was restarted (stateless reset).</summary>
    Forgotten,

    /// <summary>The peer refused our certificate.</summary>
    OwnCertificateRejected,

    /// <summary>TLS or QUIC failed for another reason, on either side.</summary>
    ProtocolError,
}
