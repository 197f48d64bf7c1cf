using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>
/// One ngtcp2_conn with its TLS session: creation here, what ngtcp2 calls in Callbacks, bytes in Packets, streams in Streams, what
/// proves it alive in Liveness, what replaces a path that fails in Path, the end in End. Loop thread only, except where a member says otherwise.
/// </summary>
internal sealed unsafe partial class QuicConnection(QuicEndpoint endpoint, TlsCredentials credentials, SessionLimits limits, HandshakeLimiter? limiter)
    : PacketRoute
{
    private const ulong InitialRoundTrip = 100_000_000; // a lost first packet is sent again after 0.3 s instead of 1 s
    private const ulong ActiveIds = 7;

    private nint _native;
    private nint _tls;
    private NativeQuic.ConnectionRef* _reference;
    private GCHandle _self;
    private ExpiryTimer _expiry = null!;
    private IConnectionOwner _owner = null!;
    private PeerCertificates? _peer;
    private string? _refusal;
    private bool _handshakeDone;
    private bool _established;
    private bool _countsAsPending;

    public EventLoop Loop { get; } = endpoint.Loop;

    public bool IsServer { get; } = limiter != null;

    /// <summary>Whether the connection has ended, for any thread.</summary>
    public bool IsClosed => Volatile.Read(ref _native) == 0;

    public SessionClose CloseReason { get; private set; }

    public string Protocol { get; private set; } = "";

    public bool HasPeer => _peer != null;

    /// <summary>The peer's certificates, valid once established; its owner disposes them.</summary>
    public PeerCertificates Peer => _peer!;

    public NativeAddress RemoteAddress { get; private set; }

    internal bool IsDirty { get; set; }

    /// <summary>A server's: begins with the peer's first packet.</summary>
    public void Accept(NativeQuic.PacketHeader* header, NativeQuic.ConnectionId* retriedFrom, NativeQuic.Path* path, ulong now, IConnectionOwner owner)
    {
        NativeQuic.TransportParams parameters;
        FillParameters(&parameters);
        parameters.original_dcid = retriedFrom == null ? header->dcid : *retriedFrom;
        parameters.original_dcid_present = 1;
        if (retriedFrom != null)
        {
            parameters.retry_scid = header->dcid;
            parameters.retry_scid_present = 1;
        }

        var id = NewId(QuicEndpoint.IdLength);
        parameters.stateless_reset_token_present = 1;
        WriteResetToken(parameters.stateless_reset_token, &id);
        var token = retriedFrom == null ? default : new ReadOnlySpan<byte>(header->token, (int)header->tokenlen);
        Start(&parameters, &header->scid, &id, path, token, null, now, owner);
        AddId(header->dcid);
        limiter!.Pending++;
        _countsAsPending = true;
    }

    /// <summary>A client's: the first packet goes out with this turn of the loop.</summary>
    public void Dial(NativeAddress* to, uint toLength, string? serverName, ulong now, IConnectionOwner owner)
    {
        NativeQuic.TransportParams parameters;
        FillParameters(&parameters);
        var peerId = NewId(InitialIdLength);
        var id = NewId(QuicEndpoint.IdLength);
        var local = endpoint.Socket.LocalAddress;
        NativeQuic.Path path = default;
        path.local = new NativeQuic.Address { addr = &local, addrlen = endpoint.Socket.LocalAddressLength };
        path.remote = new NativeQuic.Address { addr = to, addrlen = toLength };
        Start(&parameters, &peerId, &id, &path, default, serverName, now, owner);
        Loop.MarkDirty(this);
    }

    private void Start(
        NativeQuic.TransportParams* parameters,
        NativeQuic.ConnectionId* peerId,
        NativeQuic.ConnectionId* id,
        NativeQuic.Path* path,
        ReadOnlySpan<byte> token,
        string? serverName,
        ulong now,
        IConnectionOwner owner
    )
    {
        _owner = owner;
        _expiry = new ExpiryTimer(this);
        _knock = new KnockTimer(this);
        _self = GCHandle.Alloc(this);
        _reference = (NativeQuic.ConnectionRef*)NativeMemory.AllocZeroed((nuint)sizeof(NativeQuic.ConnectionRef));
        _reference->get_conn = &OnGetConnection;
        _reference->handle = GCHandle.ToIntPtr(_self);
        RemoteAddress = *path->remote.addr;
        _remoteLength = path->remote.addrlen;
        _local = *path->local.addr;
        try
        {
            _tls = credentials.NewSession(IsServer, serverName, _reference);
            Create(parameters, peerId, id, path, token, now);
        }
        catch
        {
            FreeNative();
            throw;
        }

        endpoint.Connections.Add(this);
        AddId(*id);
    }

    private void Create(
        NativeQuic.TransportParams* parameters,
        NativeQuic.ConnectionId* peerId,
        NativeQuic.ConnectionId* id,
        NativeQuic.Path* path,
        ReadOnlySpan<byte> token,
        ulong now
    )
    {
        NativeQuic.Settings settings;
        var callbacks = Callbacks;
        nint native;
        int result;
        var sizes = Loop.Options.PayloadProbes();
        fixed (byte* tokenStart = token)
        fixed (ushort* probes = sizes)
        {
            FillSettings(&settings, now);
            settings.token = tokenStart;
            settings.tokenlen = (nuint)token.Length;
            settings.token_type = NativeQuic.TokenTypeRetry;
            settings.pmtud_probes = probes;
            settings.pmtud_probeslen = (nuint)sizes.Length;
            result = IsServer
                ? NativeQuic.ngtcp2_conn_server_new_versioned(
                    &native,
                    peerId,
                    id,
                    path,
                    NativeQuic.Version1,
                    NativeQuic.CallbacksVersion,
                    &callbacks,
                    NativeQuic.SettingsVersion,
                    &settings,
                    NativeQuic.TransportParamsVersion,
                    parameters,
                    null,
                    GCHandle.ToIntPtr(_self)
                )
                : NativeQuic.ngtcp2_conn_client_new_versioned(
                    &native,
                    peerId,
                    id,
                    path,
                    NativeQuic.Version1,
                    NativeQuic.CallbacksVersion,
                    &callbacks,
                    NativeQuic.SettingsVersion,
                    &settings,
                    NativeQuic.TransportParamsVersion,
                    parameters,
                    null,
                    GCHandle.ToIntPtr(_self)
                );
        }

        if (result != 0)
            throw new TransportException(TransportError.ProtocolError, $"no QUIC connection: {NativeQuic.Describe(result)}");
        _native = native;
        _reference->user_data = native;
        NativeQuic.ngtcp2_conn_set_tls_native_handle(native, _tls);
        SetKeepAlive();
    }

    private void FillSettings(NativeQuic.Settings* settings, ulong now)
    {
        NativeQuic.ngtcp2_settings_default_versioned(NativeQuic.SettingsVersion, settings);
        settings->initial_ts = now;
        settings->initial_rtt = InitialRoundTrip;
        settings->cc_algo = Loop.Options.CongestionControl == CongestionControl.Bbr ? NativeQuic.CongestionBbr : NativeQuic.CongestionCubic;
        settings->max_tx_udp_payload_size = (nuint)Loop.Options.MaxDatagramPayload;
        settings->handshake_timeout = (ulong)limits.HandshakeTimeout.TotalNanoseconds;
        settings->max_window = (ulong)limits.Windows.Session;
        settings->max_stream_window = (ulong)limits.Windows.MaxStream;
    }

    private void FillParameters(NativeQuic.TransportParams* parameters)
    {
        NativeQuic.ngtcp2_transport_params_default_versioned(NativeQuic.TransportParamsVersion, parameters);
        parameters->initial_max_stream_data_bidi_local = (ulong)limits.Windows.Stream;
        parameters->initial_max_stream_data_bidi_remote = (ulong)limits.Windows.Stream;
        parameters->initial_max_data = (ulong)limits.Windows.Session;
        parameters->initial_max_streams_bidi = (ulong)limits.MaxIncomingStreams;
        parameters->max_idle_timeout = (ulong)limits.IdleTimeout.TotalNanoseconds;
        parameters->active_connection_id_limit = ActiveIds;
        parameters->grease_quic_bit = 1;
    }

    private sealed class ExpiryTimer(QuicConnection connection) : LoopTimer
    {
        internal override void OnExpired(ulong now) => connection.HandleExpiry(now);
    }
}
