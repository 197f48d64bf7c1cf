using System.Text;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>Turns what ended a connection into one plain reason.</summary>
internal static unsafe class CloseClassifier
{
    private const ulong CryptoErrors = 0x100; // RFC 9000 section 20.1: 0x0100 + TLS alert

    public static SessionClose ByPeer(NativeQuic.ConnectionCloseError* error, bool forgotten)
    {
        if (forgotten)
            return SessionClose.ByRestart;
        var said = error->reason == null ? "" : PeerText.Clean(Encoding.UTF8.GetString(error->reason, (int)error->reasonlen));
        var code = error->error_code;
        if (error->type == NativeQuic.CloseTypeApplication)
            return new SessionClose(
                SessionCloseKind.ClosedByPeer,
                code,
                said.Length > 0 ? $"the peer closed the session: {said}" : "the peer closed the session"
            );
        if (code is >= CryptoErrors and < CryptoErrors + 0x100)
        {
            var alert = (byte)(code - CryptoErrors);
            if (alert == TlsAlerts.NoApplicationProtocol)
                return new SessionClose(SessionCloseKind.ProtocolError, code, "the peer speaks none of our protocols");
            if (TlsAlerts.IsAboutCertificate(alert))
            {
                var why = said.Length > 0 ? said : TlsAlerts.Describe(alert);
                return new SessionClose(SessionCloseKind.OwnCertificateRejected, code, $"the peer refused our certificate: {why}") { CertificateFault = why };
            }
        }

        return new SessionClose(SessionCloseKind.ProtocolError, code, said.Length > 0 ? $"the peer reported an error: {said}" : "the peer reported an error");
    }

    public static SessionClose ByTls(byte alert, string? refusal)
    {
        var reason =
            refusal != null ? $"the peer's certificate was refused: {refusal}"
            : alert == TlsAlerts.NoApplicationProtocol ? "the peer speaks none of our protocols"
            : $"TLS failed with alert {alert}";
        return new SessionClose(SessionCloseKind.ProtocolError, CryptoErrors + alert, reason) { CertificateFault = refusal };
    }

    /// <summary>Why a dial failed.</summary>
    public static TransportException ToException(QuicConnection connection, in SessionClose close)
    {
        var error = close.Kind switch
        {
            _ when connection.WasRefused => TransportError.Refused,
            _ when connection.Refusal != null => TransportError.PeerCertificateRejected,
            _ when close.Code == CryptoErrors + TlsAlerts.NoApplicationProtocol => TransportError.NoCommonProtocol,
            SessionCloseKind.IdleTimeout => TransportError.TimedOut,
            SessionCloseKind.OwnCertificateRejected => TransportError.OwnCertificateRejected,
            SessionCloseKind.ClosedByUs => TransportError.Closed,
            _ => TransportError.ProtocolError,
        };
        return new TransportException(error, close.Reason) { CertificateFault = close.CertificateFault };
    }
}
