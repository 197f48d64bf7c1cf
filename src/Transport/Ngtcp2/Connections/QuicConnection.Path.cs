using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>
/// What happens when packets are not answered: the path may be gone for a while, carry only smaller packets, or have been replaced by another.
/// Until an answer comes, packets have the size that every path carries, and a question goes out every <see cref="ProbeInterval"/>. Left to itself,
/// ngtcp2 would wait twice as long each time (RFC 9002 section 6.2.1), and find the path again only after as long as it was gone. The answer begins
/// a new path, from the smallest size up. ngtcp2 begins a path only where an address changes, so we count our port up, but only in what we tell ngtcp2.
/// </summary>
internal sealed unsafe partial class QuicConnection
{
    private const ulong WatchInterval = 50_000_000; // nanoseconds, as the next four
    private const ulong LeastPatience = 400_000_000; // a process that was not scheduled for 100 ms is no path that fails
    private const ulong MostPatience = 500_000_000; // but no less than LossRoundTrips
    private const ulong KnockInterval = 100_000_000;
    private const ulong RestartInterval = 1_000_000_000;
    private const ulong LossRoundTrips = 4; // until data that was lost twice is there
    private const int PatienceInTimeouts = 4; // probe timeouts: what is lost twice in a row is made good sooner
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private KnockTimer _knock = null!;
    private ushort _pathNumber; // 0 is the path of the handshake
    private NativeAddress _local; // a client's, as ngtcp2 knows it
    private uint _remoteLength;
    private ulong _watchDue;
    private bool _waits; // something was unanswered at the last look
    private ulong _lastSample;
    private ulong _silentSince;
    private ulong _patience = LeastPatience;
    private LoopStream? _large; // a stream that has sent a packet larger than the least size
    private long _largeEnd; // where the data of that packet ends in the stream
    private ulong _largeAt; // when it was sent
    private bool _isLimited; // packets have the least size
    private bool _isDoubtful;
    private ulong _doubtfulSince;
    private bool _hasNewPath; // since it became doubtful
    private ulong _heardAt;
    private ulong _restartDue;
    private byte[] _question = []; // the last packet that asks for an answer
    private int _questionLength;
    private StoredPath _questionPath;
    private byte _questionEcn;
    private ulong _askedAt;
    private ulong _firstAskedAt; // since it became doubtful
    private int _formerSize; // what the path carried before; 0 when it still does
    private TimeSpan _retryTime;
    private ulong _retryDue;

    /// <summary>Bytes that a packet may have now.</summary>
    private int PacketSize()
    {
        var size = (int)NativeQuic.ngtcp2_conn_get_path_max_tx_udp_payload_size(_native);
        if (!_isLimited)
            return size;
        if (size > MinPacket)
            return MinPacket;
        _isLimited = false; // the new path has begun
        return size;
    }

    /// <summary>Our address on the path that a packet came by, as ngtcp2 knows it.</summary>
    private NativeAddress LocalAddressOf(NativeQuic.Path* path) => IsServer ? path->local.addr->WithPortPlus(_pathNumber) : _local;

    /// <summary>One large packet at a time is watched: small ones may well be answered where large ones vanish.</summary>
    private void WatchLarge(LoopStream stream, ulong now)
    {
        _large = stream;
        _largeEnd = stream.Queue.Total - stream.Queue.Unsent;
        _largeAt = now;
    }

    private void WatchPath(ulong now)
    {
        _watchDue = now + WatchInterval;
        if (!_established || _isDoubtful)
            return;
        var facts = PathFacts();
        if (!_waits || facts.latest_rtt != _lastSample)
            (_lastSample, _silentSince) = (facts.latest_rtt, now);
        _waits = facts.bytes_in_flight > 0;
        if (!_waits)
            _large = null; // the peer may have stopped its stream, and then nothing is acknowledged
        // When round trips vary a lot, the probe timeout grows to seconds.
        var most = Math.Max(MostPatience, LossRoundTrips * facts.smoothed_rtt);
        _patience = Math.Clamp(PatienceInTimeouts * NativeQuic.ngtcp2_conn_get_pto(_native), LeastPatience, most);
        if ((_waits && now - _silentSince >= _patience) || (_large != null && now - _largeAt >= LargePatience(facts)))
            Doubt(now, now + KnockInterval);
        else if (_formerSize > 0 && now >= _retryDue)
            RetrySize(now);
        // Without the timer nothing might bring us back here in time.
        if (!_isDoubtful && (_waits || _large != null))
            Loop.Timers.Set(_knock, now + _patience);
    }

    /// <summary>A large packet counts as acknowledged when all before it is, which may have been lost twice.</summary>
    private ulong LargePatience(in NativeQuic.ConnectionInfo facts) => Math.Max(_patience, LossRoundTrips * facts.smoothed_rtt);

    private void Doubt(ulong now, ulong firstKnock)
    {
        _doubtfulSince = now;
        _isDoubtful = _isLimited = true;
        _hasNewPath = false;
        _heardAt = 0;
        _questionLength = 0;
        _lastSample = PathFacts().latest_rtt;
        SetKeepAlive();
        Loop.Timers.Set(_knock, firstKnock);
    }

    /// <summary>The system took a packet for too large, or has no way to send it.</summary>
    private void OnRefusedBySystem(int error, int size, ulong now)
    {
        var isProbe = size > (int)NativeQuic.ngtcp2_conn_get_path_max_tx_udp_payload_size(_native);
        if (!_established || isProbe)
            return;
        // To a socket that is connected, EINVAL says that its address is gone; to others, before Linux 6.14, that a segment is too large.
        if (error == NativeSystem.EMSGSIZE || (IsServer && error == NativeSystem.EINVAL))
        {
            if (size > MinPacket && !_isLimited)
                BeginPath(now);
        }
        else if (!IsServer && error != NativeSystem.EPERM && !_isDoubtful)
        {
            Doubt(now, now);
        }
    }

    /// <summary>Keeps the packet that was just written, which asks for an answer. Called only while the path is in doubt.</summary>
    private void KeepQuestion(byte* packet, int length, NativeQuic.Path* path, byte ecn, ulong now)
    {
        if (length > MinPacket)
            return;
        if (_question.Length == 0)
            _question = new byte[MinPacket];
        if (_questionLength == 0)
            _firstAskedAt = now;
        new ReadOnlySpan<byte>(packet, length).CopyTo(_question);
        _questionLength = length;
        _questionPath = new StoredPath(path);
        _questionEcn = ecn;
        _askedAt = now;
    }

    private void Knock(ulong now)
    {
        if (IsClosed)
            return;
        if (!_isDoubtful)
        {
            Loop.MarkDirty(this); // to look at the path
            return;
        }

        // The peer sends, but a round trip later has not answered what we sent: a new path gives room to send something new.
        var isStuck = _heardAt != 0 && now - _heardAt >= KnockInterval + PathFacts().smoothed_rtt && now >= _restartDue;
        if ((!IsServer && endpoint.FollowRoute()) || isStuck)
        {
            _restartDue = now + RestartInterval;
            _heardAt = 0;
            BeginPath(now);
        }
        else if (_questionLength > 0 && now - _askedAt >= KnockInterval)
        {
            AskAgain(now);
        }

        Loop.Timers.Set(_knock, now + KnockInterval);
    }

    /// <summary>
    /// Sends the last question again, byte for byte, when congestion control lets nothing new out. To the peer it is a packet that came late or
    /// twice, as networks deliver them at times.
    /// </summary>
    private void AskAgain(ulong now)
    {
        _askedAt = now;
        fixed (byte* packet = _question)
        fixed (StoredPath* stored = &_questionPath)
        {
            var path = StoredPath.Of(stored);
            _ = endpoint.Socket.Send(packet, _questionLength, _questionLength, &path, _questionEcn);
        }
    }

    /// <summary>Decides whether the path can be trusted again. Called for each packet that comes while it is in doubt.</summary>
    private void LookForTrust(ulong now)
    {
        if (IsClosed)
            return;
        if (_heardAt == 0)
            _heardAt = now;
        var facts = PathFacts();
        if (!HasNewSample(facts, _lastSample))
            return;
        _lastSample = facts.latest_rtt;
        var answersSmallOne = facts.latest_rtt <= now - _doubtfulSince; // a longer one answers a packet from before the doubt, perhaps a large one
        if (_large != null && !_hasNewPath && !answersSmallOne)
            return;
        var losesLarge = _large != null && now - _firstAskedAt < _patience;
        _isDoubtful = _waits = false;
        _large = null;
        Loop.Timers.Cancel(_knock);
        SetKeepAlive();
        // After a longer silence every size counts as carried until a large packet is lost again.
        if (_hasNewPath)
            return;
        if (losesLarge)
            BeginPath(now);
        else
            _isLimited = false;
    }

    /// <summary>Begins a new path: a client's at once, a server's with the next packet that comes, since only clients migrate (RFC 9000 section 9).</summary>
    private void BeginPath(ulong now)
    {
        var size = (int)NativeQuic.ngtcp2_conn_get_path_max_tx_udp_payload_size(_native);
        if (_formerSize == 0)
        {
            _retryTime = Loop.Options.PathRetryTime;
            _retryDue = now + (ulong)_retryTime.TotalNanoseconds;
        }

        _formerSize = Math.Max(_formerSize, size);
        _hasNewPath = true;
        _isLimited = size > MinPacket;
        _waits = false;
        _large = null;
        Loop.MarkDirty(this);
        _pathNumber = (ushort)((_pathNumber % ushort.MaxValue) + 1);
        if (IsServer)
            return;
        var local = endpoint.Socket.LocalAddress.WithPortPlus(_pathNumber);
        var remote = RemoteAddress;
        NativeQuic.Path path = default;
        path.local = new NativeQuic.Address { addr = &local, addrlen = endpoint.Socket.LocalAddressLength };
        path.remote = new NativeQuic.Address { addr = &remote, addrlen = _remoteLength };
        // The peer may forbid it, or may have given us no id for it. Then the path stays, and to the peer our new socket looks like a new NAT.
        if (NativeQuic.ngtcp2_conn_initiate_immediate_migration(_native, &path, now) == 0)
            _local = local;
    }

    private void RetrySize(ulong now)
    {
        var size = (int)NativeQuic.ngtcp2_conn_get_path_max_tx_udp_payload_size(_native);
        if (size >= _formerSize && !_isLimited)
        {
            _formerSize = 0;
            return;
        }

        _retryTime = _retryTime * 2 < LongestRetry ? _retryTime * 2 : LongestRetry;
        _retryDue = now + (ulong)_retryTime.TotalNanoseconds;
        if (_isLimited)
            _isLimited = false; // no new path could begin: large packets are tried again, and lost if they are too large
        else
            BeginPath(now);
    }

    private sealed class KnockTimer(QuicConnection connection) : LoopTimer
    {
        internal override void OnExpired(ulong now) => connection.Knock(now);
    }
}
