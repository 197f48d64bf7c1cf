using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Protection;
using SocketWarp.Transport.Ngtcp2.Streams;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>What ngtcp2 calls. An exception that left one of these would end the process: each is caught, kept, and fails this connection only.</summary>
internal sealed unsafe partial class QuicConnection
{
    private static readonly NativeQuic.Callbacks Callbacks = MakeCallbacks();
    private static readonly delegate* unmanaged[Cdecl]<nint, int, ulong, byte*, nuint, nint, int> LibraryTlsData = (delegate* unmanaged[Cdecl]<
        nint,
        int,
        ulong,
        byte*,
        nuint,
        nint,
        int>)
        NativeQuicCrypto.Callback("ngtcp2_crypto_recv_crypto_data_cb");

    private Exception? _callbackFault;

    /// <summary>The 1-RTT keys are <see cref="PacketKey"/>s.</summary>
    internal bool HasPacketKeys { get; set; }

    private static NativeQuic.Callbacks MakeCallbacks()
    {
        var callbacks = LibraryAndConnection();
        PacketProtection.Fill(&callbacks);
        return callbacks;
    }

    private static NativeQuic.Callbacks LibraryAndConnection() =>
        new()
        {
            client_initial = NativeQuicCrypto.Callback("ngtcp2_crypto_client_initial_cb"),
            recv_client_initial = NativeQuicCrypto.Callback("ngtcp2_crypto_recv_client_initial_cb"),
            recv_crypto_data = (delegate* unmanaged[Cdecl]<nint, int, ulong, byte*, nuint, nint, int>)&OnTlsData,
            recv_retry = NativeQuicCrypto.Callback("ngtcp2_crypto_recv_retry_cb"),
            get_path_challenge_data = NativeQuicCrypto.Callback("ngtcp2_crypto_get_path_challenge_data_cb"),
            version_negotiation = NativeQuicCrypto.Callback("ngtcp2_crypto_version_negotiation_cb"),
            handshake_completed = (delegate* unmanaged[Cdecl]<nint, nint, int>)&OnHandshakeCompleted,
            recv_stream_data = (delegate* unmanaged[Cdecl]<nint, uint, long, ulong, byte*, nuint, nint, nint, int>)&OnStreamData,
            acked_stream_data_offset = (delegate* unmanaged[Cdecl]<nint, long, ulong, ulong, nint, nint, int>)&OnAcknowledged,
            stream_open = (delegate* unmanaged[Cdecl]<nint, long, nint, int>)&OnStreamOpen,
            stream_close = (delegate* unmanaged[Cdecl]<nint, uint, long, ulong, nint, nint, int>)&OnStreamClose,
            stream_reset = (delegate* unmanaged[Cdecl]<nint, long, ulong, ulong, nint, nint, int>)&OnStreamReset,
            recv_stateless_reset = (delegate* unmanaged[Cdecl]<nint, void*, nint, int>)&OnStatelessReset,
            extend_max_local_streams_bidi = (delegate* unmanaged[Cdecl]<nint, ulong, nint, int>)&OnMoreStreams,
            extend_max_stream_data = (delegate* unmanaged[Cdecl]<nint, long, ulong, nint, nint, int>)&OnMoreStreamData,
            rand = (delegate* unmanaged[Cdecl]<byte*, nuint, void*, void>)&OnRandom,
            get_new_connection_id = (delegate* unmanaged[Cdecl]<nint, NativeQuic.ConnectionId*, byte*, nuint, nint, int>)&OnNewConnectionId,
            remove_connection_id = (delegate* unmanaged[Cdecl]<nint, NativeQuic.ConnectionId*, nint, int>)&OnRemoveConnectionId,
        };

    internal static QuicConnection From(nint userData) => (QuicConnection)GCHandle.FromIntPtr(userData).Target!;

    private static int Fail(nint userData, Exception exception)
    {
        From(userData)._callbackFault ??= exception;
        return QuicError.CallbackFailure;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnGetConnection(NativeQuic.ConnectionRef* reference) => reference->user_data;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRandom(byte* destination, nuint length, void* context) => RandomNumberGenerator.Fill(new Span<byte>(destination, (int)length));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTlsData(nint native, int level, ulong offset, byte* data, nuint length, nint userData)
    {
        try
        {
            return From(userData).ExpectsTls() ? LibraryTlsData(native, level, offset, data, length, userData) : QuicError.Crypto;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnHandshakeCompleted(nint native, nint userData)
    {
        try
        {
            From(userData).HandshakeCompleted();
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamData(nint native, uint flags, long id, ulong offset, byte* data, nuint length, nint userData, nint stream)
    {
        try
        {
            LoopStream.From(stream)?.OnData(data, (int)length, (flags & NativeQuic.StreamDataFin) != 0);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAcknowledged(nint native, long id, ulong offset, ulong length, nint userData, nint stream)
    {
        try
        {
            if (LoopStream.From(stream) is { } target)
                From(userData).Acknowledged(target, (long)(offset + length));
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamOpen(nint native, long id, nint userData)
    {
        try
        {
            From(userData).PeerOpened(id);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamClose(nint native, uint flags, long id, ulong code, nint userData, nint stream)
    {
        try
        {
            From(userData).StreamClosed(id, LoopStream.From(stream), (flags & NativeQuic.StreamCloseHasCode) != 0 ? code : null);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamReset(nint native, long id, ulong finalSize, ulong code, nint userData, nint stream)
    {
        try
        {
            LoopStream.From(stream)?.OnReset(code);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStatelessReset(nint native, void* reset, nint userData)
    {
        From(userData)._forgotten = true;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMoreStreams(nint native, ulong maximum, nint userData)
    {
        From(userData)._mayOpen = true;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMoreStreamData(nint native, long id, ulong maximum, nint userData, nint stream)
    {
        try
        {
            if (LoopStream.From(stream) is { } target)
                From(userData).Unblock(target);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnNewConnectionId(nint native, NativeQuic.ConnectionId* id, byte* token, nuint length, nint userData)
    {
        try
        {
            var connection = From(userData);
            *id = NewId((int)length);
            connection.WriteResetToken(token, id);
            connection.AddId(*id);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRemoveConnectionId(nint native, NativeQuic.ConnectionId* id, nint userData)
    {
        try
        {
            From(userData).RemoveId(*id);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(userData, exception);
        }
    }
}
