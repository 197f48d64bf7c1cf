using System.Net;
using System.Net.Quic;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>The edge where System.Net.Quic's exceptions become ours, by code and once.</summary>
internal static class MsQuicErrors
{
    public static Exception FromStream(Exception e) =>
        e is QuicException { QuicError: QuicError.StreamAborted, ApplicationErrorCode: { } code } ? new StreamResetException((ulong)code) : FromSession(e);

    public static TransportException FromSession(Exception e) =>
        e as TransportException ?? new TransportException(TransportError.Closed, $"the session has ended: {CloseOf(e).Reason}", e);

    public static SessionClose CloseOf(Exception e) =>
        e switch
        {
            QuicException { QuicError: QuicError.ConnectionAborted, ApplicationErrorCode: { } code } => new(
                SessionCloseKind.ClosedByPeer,
                (ulong)code,
                "the peer closed the session"
            ),
            QuicException { QuicError: QuicError.ConnectionIdle or QuicError.ConnectionTimeout } => new(
                SessionCloseKind.IdleTimeout,
                0,
                "nothing was heard for the idle timeout"
            ),
            QuicException { QuicError: QuicError.OperationAborted } or ObjectDisposedException => new(
                SessionCloseKind.ClosedByUs,
                0,
                "this side closed the session"
            ),
            _ when MsQuicStatus.IsForgotten(e) => SessionClose.ByRestart,
            _ when MsQuicStatus.IsOwnCertificateRejected(e) => new(
                SessionCloseKind.OwnCertificateRejected,
                0,
                $"the peer refused our certificate: {MsQuicStatus.DescribeAlert(e)}"
            )
            {
                CertificateFault = MsQuicStatus.DescribeAlert(e),
            },
            QuicException { TransportErrorCode: { } code } => new(SessionCloseKind.ProtocolError, (ulong)code, e.Message),
            _ => new(SessionCloseKind.ProtocolError, 0, e.Message),
        };

    public static TransportException FromConnect(Exception e, IPEndPoint address, string? refusal) =>
        e switch
        {
            TransportException ours => ours,
            _ when refusal is not null => new(TransportError.PeerCertificateRejected, $"the certificate of {address} was refused: {refusal}", e)
            {
                CertificateFault = refusal,
            },
            _ when MsQuicStatus.IsNoCommonProtocol(e) => new(TransportError.NoCommonProtocol, $"{address} speaks none of our protocols", e),
            _ when MsQuicStatus.IsOwnCertificateRejected(e) => new(
                TransportError.OwnCertificateRejected,
                $"{address} refused our certificate: {MsQuicStatus.DescribeAlert(e)}",
                e
            )
            {
                CertificateFault = MsQuicStatus.DescribeAlert(e),
            },
            QuicException { QuicError: QuicError.ConnectionRefused } => new(TransportError.Refused, $"{address} refused the session", e),
            QuicException { QuicError: QuicError.ConnectionTimeout or QuicError.ConnectionIdle } => new(
                TransportError.TimedOut,
                $"{address} did not answer in time",
                e
            ),
            QuicException { QuicError: QuicError.ConnectionAborted } => new(TransportError.Refused, $"{address} closed the session during the handshake", e),
            SocketException => new(TransportError.Unreachable, $"{address} cannot be reached: {e.Message}", e),
            PlatformNotSupportedException => new(TransportError.EngineUnavailable, e.Message, e),
            ArgumentException or CryptographicException or NotSupportedException => new(
                TransportError.BadConfiguration,
                $"the certificate or an option cannot be used: {e.Message}",
                e
            ),
            AuthenticationException => new(TransportError.ProtocolError, $"TLS with {address} failed: {e.Message}", e),
            _ => new(TransportError.ProtocolError, $"the session with {address} failed: {e.Message}", e),
        };

    public static TransportException FromListen(Exception e, IPEndPoint address) =>
        e switch
        {
            TransportException ours => ours,
            SocketException socket => BindErrors.Translate(socket, address, ProtocolType.Udp),
            QuicException { QuicError: QuicError.AlpnInUse } => new(TransportError.AddressInUse, $"{address} is taken by another listener of this process", e),
            PlatformNotSupportedException => new(TransportError.EngineUnavailable, e.Message, e),
            _ => new(TransportError.BadConfiguration, $"cannot listen at {address}: {e.Message}", e),
        };
}
