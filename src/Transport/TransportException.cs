namespace SocketWarp.Transport;

/// <summary>The one exception that leaves this project for I/O reasons; the engine's own is the inner one.</summary>
public sealed class TransportException(TransportError error, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public TransportError Error { get; } = error;

    /// <summary>The fault of a refused certificate, or null; the error says whether it is ours or the peer's.</summary>
    public string? CertificateFault { get; init; }
}

/// <summary>The kinds of failures of sessions, listeners and engines.</summary>
public enum TransportError
{
    /// <summary>The session, listener or engine has ended.</summary>
    Closed,

    /// <summary>Nobody listens at the address.</summary>
    Refused,

    /// <summary>Nobody answered in time.</summary>
    TimedOut,

    /// <summary>No route, or the network is down.</summary>
    Unreachable,

    /// <summary>Our validator refused the peer's certificate.</summary>
    PeerCertificateRejected,

    /// <summary>The peer refused our certificate.</summary>
    OwnCertificateRejected,

    /// <summary>No protocol (ALPN) in common.</summary>
    NoCommonProtocol,

    /// <summary>The local address is taken.</summary>
    AddressInUse,

    /// <summary>The local address is not ours, or we may not bind it.</summary>
    AddressUnavailable,

    /// <summary>A certificate, key or option that cannot work.</summary>
    BadConfiguration,

    /// <summary>The engine's native library is missing or unusable.</summary>
    EngineUnavailable,

    /// <summary>TLS or QUIC failed for another reason.</summary>
    ProtocolError,
}
