using System.Net;
using System.Net.Quic;
using System.Net.Sockets;
using System.Security.Authentication;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.SystemNetQuic;

namespace SocketWarp.Transport.Tests.SystemNetQuic;

/// <summary>The translation runs without libmsquic, so at least it is tested everywhere.</summary>
public sealed class MsQuicErrorsTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 1);

    [Fact]
    public void FromStream_OfAnAbortedStream_IsAResetWithItsCode()
    {
        var error = MsQuicErrors.FromStream(new QuicException(QuicError.StreamAborted, 0x77, "aborted"));

        Assert.Equal(0x77UL, Assert.IsType<StreamResetException>(error).Code);
    }

    [Fact]
    public void FromStream_OfAnEndedSession_IsNoReset()
    {
        var inner = new QuicException(QuicError.ConnectionAborted, 0x21, "closed");

        var error = Assert.IsType<TransportException>(MsQuicErrors.FromStream(inner));

        Assert.Equal(TransportError.Closed, error.Error);
        Assert.Same(inner, error.InnerException);
    }

    [Theory]
    [InlineData(QuicError.ConnectionAborted, SessionCloseKind.ClosedByPeer, 0x21)]
    [InlineData(QuicError.ConnectionIdle, SessionCloseKind.IdleTimeout, 0)]
    [InlineData(QuicError.ConnectionTimeout, SessionCloseKind.IdleTimeout, 0)]
    [InlineData(QuicError.OperationAborted, SessionCloseKind.ClosedByUs, 0)]
    [InlineData(QuicError.InternalError, SessionCloseKind.ProtocolError, 0)]
    public void CloseOf_EachError_SaysWhoEndedIt(QuicError error, SessionCloseKind kind, ulong code)
    {
        var close = MsQuicErrors.CloseOf(new QuicException(error, error == QuicError.ConnectionAborted ? 0x21 : null, "text"));

        Assert.Equal((kind, code), (close.Kind, close.Code));
        Assert.NotEmpty(close.Reason);
    }

    /// <summary>System.Net.Quic makes this of QUIC_STATUS_ABORTED.</summary>
    [Fact]
    public void CloseOf_AStatelessReset_SaysThatThePeerHasForgottenTheSession()
    {
        var aborted =
            OperatingSystem.IsWindows() ? unchecked((int)0x80004004)
            : OperatingSystem.IsMacOS() ? 89
            : 125;
        var reset = new QuicException(QuicError.InternalError, null, "An internal error has occurred. Status code: QUIC_STATUS_ABORTED") { HResult = aborted };

        var close = MsQuicErrors.CloseOf(reset);

        Assert.Equal(SessionCloseKind.Forgotten, close.Kind);
        Assert.Equal("the peer was restarted and has forgotten the session", $"{close}");
        Assert.Contains("forgotten the session", MsQuicErrors.FromStream(reset).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QuicError.ConnectionRefused, TransportError.Refused)]
    [InlineData(QuicError.ConnectionTimeout, TransportError.TimedOut)]
    [InlineData(QuicError.ConnectionIdle, TransportError.TimedOut)]
    [InlineData(QuicError.InternalError, TransportError.ProtocolError)]
    public void FromConnect_EachError_IsNamed(QuicError error, TransportError expected) =>
        Assert.Equal(expected, MsQuicErrors.FromConnect(new QuicException(error, null, "text"), Address, refusal: null).Error);

    [Fact]
    public void FromConnect_WhenOurValidatorRefused_SaysWhy()
    {
        var error = MsQuicErrors.FromConnect(new AuthenticationException("callback"), Address, "the name is wrong");

        Assert.Equal(TransportError.PeerCertificateRejected, error.Error);
        Assert.Contains("the name is wrong", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(42, TransportError.OwnCertificateRejected)]
    [InlineData(46, TransportError.OwnCertificateRejected)]
    [InlineData(48, TransportError.OwnCertificateRejected)]
    [InlineData(116, TransportError.OwnCertificateRejected)]
    [InlineData(120, TransportError.NoCommonProtocol)]
    [InlineData(40, TransportError.ProtocolError)]
    public void FromConnect_EachAlert_IsToldApartByItsStatus(int alert, TransportError expected)
    {
        var first = OperatingSystem.IsWindows() ? unchecked((int)0x80410100) : 200_000_256;

        var error = MsQuicErrors.FromConnect(new AuthenticationException("alert") { HResult = first + alert }, Address, refusal: null);

        Assert.Equal(expected, error.Error);
    }

    [Theory]
    [InlineData(SocketError.AddressAlreadyInUse, TransportError.AddressInUse)]
    [InlineData(SocketError.AddressNotAvailable, TransportError.AddressUnavailable)]
    [InlineData(SocketError.AccessDenied, TransportError.AddressUnavailable)]
    public void FromListen_EachError_IsNamed(SocketError error, TransportError expected) =>
        Assert.Equal(expected, MsQuicErrors.FromListen(new SocketException((int)error), Address).Error);
}
