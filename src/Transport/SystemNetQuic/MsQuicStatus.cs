using System.Net.Quic;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>
/// What msquic really said, which System.Net.Quic hands on as the exception's HResult. Only so can the TLS alerts be told apart:
/// they all come as AuthenticationException. Values: msquic_winuser.h, msquic_posix.h.
/// </summary>
internal static class MsQuicStatus
{
    private static readonly int FirstAlert = OnSystem(windows: unchecked((int)0x80410100), linux: 200_000_256, mac: 200_000_256);

    /// <summary>ERROR_QUIC_ALPN_NEG_FAILURE, elsewhere ENOPROTOOPT.</summary>
    private static readonly int NoCommonProtocol = OnSystem(windows: unchecked((int)0x80410007), linux: 92, mac: 42);

    /// <summary>ERROR_QUIC_USER_CANCELED, elsewhere EOWNERDEAD: what a System.Net.Quic listener sends when its validation callback says no.</summary>
    private static readonly int UserCanceled = OnSystem(windows: unchecked((int)0x80410002), linux: 130, mac: 105);

    /// <summary>The same as an alert (RFC 8446 section 6.1).</summary>
    private const int UserCanceledAlert = 90;

    /// <summary>E_ABORT, elsewhere ECANCELED.</summary>
    private static readonly int Aborted = OnSystem(windows: unchecked((int)0x80004004), linux: 125, mac: 89);

    /// <summary>
    /// Whether the peer sent a stateless reset (RFC 9000 section 10.3), for which msquic has no status of its own. It has only one other reason to end
    /// a session this way: a peer that breaks the rules of connection ids, which our peers do not.
    /// </summary>
    public static bool IsForgotten(Exception e) => e is QuicException { QuicError: QuicError.InternalError } && e.HResult == Aborted;

    public static bool IsNoCommonProtocol(Exception e) => e.HResult == NoCommonProtocol || Alert(e) == TlsAlerts.NoApplicationProtocol;

    /// <summary>The peer's words for "I do not take your certificate".</summary>
    public static bool IsOwnCertificateRejected(Exception e) =>
        e.HResult == UserCanceled || Alert(e) is { } alert && (alert == UserCanceledAlert || TlsAlerts.IsAboutCertificate(alert));

    public static string DescribeAlert(Exception e) => TlsAlerts.Describe(Alert(e));

    private static int? Alert(Exception e) => e.HResult - (long)FirstAlert is >= 0 and < 256 and var alert ? (int)alert : null;

    private static int OnSystem(int windows, int linux, int mac) =>
        OperatingSystem.IsWindows() ? windows
        : OperatingSystem.IsMacOS() ? mac
        : linux;
}
