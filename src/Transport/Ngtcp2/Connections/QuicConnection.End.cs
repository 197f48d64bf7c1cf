using System.Runtime.InteropServices;
using System.Text;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>The end of a connection.</summary>
internal sealed unsafe partial class QuicConnection
{
    private const int MaxReason = 256;
    private const int MinPacket = 1200;
    private const byte AlertUnexpectedMessage = 10; // RFC 8446 section 6.2, as the next
    private const byte AlertBadCertificate = 42;
    private bool _forgotten;
    private int _secrets; // a bit for each that TLS has handed out
    private bool _unexpectedTls;

    /// <summary>Ends the connection with an application code.</summary>
    public void CloseByUs(ulong code, string reason)
    {
        if (IsClosed)
            return;
        NativeQuic.ConnectionCloseError error;
        NativeQuic.ngtcp2_ccerr_default(&error);
        fixed (byte* text = Clip(reason, out var length))
        {
            NativeQuic.ngtcp2_ccerr_set_application_error(&error, code, text, length);
            SendCloseAndEnd(&error, new SessionClose(SessionCloseKind.ClosedByUs, code, reason));
        }
    }

    /// <summary>A connected socket heard that nobody listens. Later than the handshake anybody could have forged that.</summary>
    internal void OnRefused()
    {
        if (!_established && !IsServer)
            End(new SessionClose(SessionCloseKind.ProtocolError, 0, "nobody listens there"), null, refused: true);
    }

    /// <summary>Whether the dial failed because nobody listens.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>The reason why our validator refused the peer, if it did.</summary>
    public string? Refusal => _refusal;

    /// <summary>
    /// Inside gnutls_handshake. A client checks the certificate at once, so that an untrusted server never sees our certificate. A server accepts for
    /// now and checks it off the loop (ngtcp2 1.11 cannot park a handshake); nobody sees the connection before that has ended.
    /// </summary>
    internal bool PeerPresented(NativeTls.Datum* list, uint count)
    {
        _peer = PeerCertificates.Read(list, count);
        if (_peer == null)
            _refusal = "it sent no readable certificate";
        else if (!IsServer)
            _refusal = _peer.Check(credentials.Security.ValidatePeer);
        return _refusal == null;
    }

    /// <summary>
    /// Inside gnutls_handshake. A second secret for the same packets means that the peer updates keys by a message of TLS, which QUIC
    /// forbids (RFC 9001 section 6): GnuTLS does not know that, and ngtcp2 aborts the process.
    /// </summary>
    internal bool IsFirstSecret(int level, bool isSending)
    {
        var bit = 1 << (2 * level + (isSending ? 1 : 0));
        var isFirst = (_secrets & bit) == 0;
        _secrets |= bit;
        _unexpectedTls |= !isFirst;
        return isFirst;
    }

    /// <summary>
    /// A client has nothing more to say by TLS once the server is done with it: tickets are the server's, and QUIC forbids the rest (RFC 9001 section 4.4).
    /// </summary>
    private bool ExpectsTls()
    {
        _unexpectedTls |= _tls == 0;
        return _tls != 0;
    }

    private void HandshakeCompleted()
    {
        _handshakeDone = true;
        _mayOpen = true;
        Protocol = TlsCredentials.SelectedProtocol(_tls) ?? "";
        if (!IsServer)
        {
            Established();
            return;
        }

        var peer = _peer!;
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                var refusal = peer.Check(credentials.Security.ValidatePeer);
                if (!Loop.Post(() => Decide(refusal)))
                    peer.Dispose();
            },
            null
        );
    }

    private void Decide(string? refusal)
    {
        _refusal = refusal;
        if (!IsClosed)
            FreeTls();
        if (!IsClosed && refusal == null)
            Established();
        else if (!IsClosed)
            CloseForTls(AlertBadCertificate, refusal);
        if (!_established)
            Peer.Dispose();
    }

    private void Established()
    {
        _established = true;
        NotPending();
        _owner.OnEstablished();
    }

    private void NotPending()
    {
        if (!_countsAsPending)
            return;
        _countsAsPending = false;
        limiter!.Pending--;
    }

    private void CloseAfterRead(int result)
    {
        switch (result)
        {
            case QuicError.Draining:
                End(CloseClassifier.ByPeer(NativeQuic.ngtcp2_conn_get_ccerr(_native), _forgotten), null);
                break;
            case QuicError.DropConnection or QuicError.Retry:
                End(new SessionClose(SessionCloseKind.ProtocolError, 0, "the handshake could not begin"), null);
                break;
            case QuicError.Crypto:
                CloseForTls(_unexpectedTls ? AlertUnexpectedMessage : NativeQuic.ngtcp2_conn_get_tls_alert(_native), _refusal);
                break;
            case QuicError.DiscardPacket:
                break;
            default:
                CloseForLibrary(result);
                break;
        }
    }

    private void CloseForTls(byte alert, string? refusal)
    {
        NativeQuic.ConnectionCloseError error;
        NativeQuic.ngtcp2_ccerr_default(&error);
        // The peer may know what is wrong with its own certificate.
        fixed (byte* text = Clip(refusal ?? "", out var length))
        {
            NativeQuic.ngtcp2_ccerr_set_tls_alert(&error, alert, text, length);
            SendCloseAndEnd(&error, CloseClassifier.ByTls(alert, refusal));
        }
    }

    private void CloseForLibrary(int result)
    {
        if (result == QuicError.IdleClose)
        {
            End(new SessionClose(SessionCloseKind.IdleTimeout, 0, $"nothing was heard for {limits.IdleTimeout.TotalSeconds:0.###} s"), null);
            return;
        }

        if (result == QuicError.HandshakeTimeout)
        {
            End(new SessionClose(SessionCloseKind.IdleTimeout, 0, $"the handshake took longer than {limits.HandshakeTimeout.TotalSeconds:0.###} s"), null);
            return;
        }

        NativeQuic.ConnectionCloseError error;
        NativeQuic.ngtcp2_ccerr_default(&error);
        NativeQuic.ngtcp2_ccerr_set_liberr(&error, result, null, 0);
        var why = _callbackFault == null ? NativeQuic.Describe(result) : $"{NativeQuic.Describe(result)}: {_callbackFault.Message}";
        SendCloseAndEnd(&error, new SessionClose(SessionCloseKind.ProtocolError, error.error_code, why));
    }

    private void SendCloseAndEnd(NativeQuic.ConnectionCloseError* error, in SessionClose close)
    {
        if (IsClosed)
            return;
        NativeAddress local,
            remote;
        NativeQuic.Path path = default;
        path.local.addr = &local;
        path.remote.addr = &remote;
        NativeQuic.PacketInfo info;
        var packet = stackalloc byte[MinPacket];
        var length = (int)
            NativeQuic.ngtcp2_conn_write_connection_close_versioned(_native, &path, NativeQuic.PacketInfoVersion, &info, packet, MinPacket, error, Loop.Now);
        byte[]? copy = null;
        if (length > 0)
        {
            endpoint.Socket.SendOrDrop(packet, length, &path);
            copy = new ReadOnlySpan<byte>(packet, length).ToArray();
        }

        End(close, copy);
    }

    /// <summary>Frees everything native; the first reason wins.</summary>
    private void End(in SessionClose close, byte[]? closePacket, bool refused = false)
    {
        if (IsClosed)
            return;
        CloseReason = close;
        WasRefused = refused;
        NotPending();
        Settle(); // what came whole is handed on
        var silence = NativeQuic.ngtcp2_conn_get_pto(_native) * 3;
        Loop.Timers.Cancel(_expiry);
        Loop.Timers.Cancel(_knock);
        FreeNative();
        CloseStreams();
        if (IsServer && !_handshakeDone)
            _peer?.Dispose(); // nobody will check it any more
        EndProbes();
        endpoint.Connections.Remove(this);
        new Tombstone(endpoint, _ids, closePacket).Bury(Loop.Now + silence);
        _owner.OnClosed(close);
    }

    /// <summary>Streams keep their memory until this is done: ngtcp2 refers to it.</summary>
    private void FreeNative()
    {
        var native = _native;
        Volatile.Write(ref _native, 0);
        if (native != 0)
            NativeQuic.ngtcp2_conn_del(native);
        FreeTls();
        NativeMemory.Free(_reference);
        _reference = null;
        if (_self.IsAllocated)
            _self.Free();
    }

    /// <summary>12 KiB that nothing needs after the handshake: the keys are ngtcp2's.</summary>
    private void FreeTls()
    {
        if (_tls != 0)
            credentials.EndSession(_tls);
        _tls = 0;
        if (!IsClosed)
            NativeQuic.ngtcp2_conn_set_tls_native_handle(_native, 0);
    }

    private static byte[] Clip(string text, out nuint length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        length = (nuint)Math.Min(bytes.Length, MaxReason);
        return bytes;
    }
}
