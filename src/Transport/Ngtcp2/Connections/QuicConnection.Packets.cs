using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>Packets in and out.</summary>
internal sealed unsafe partial class QuicConnection
{
    private const int MaxVectors = 8;
    private const int BuffersPerTurn = 4; // before it is another connection's turn
    private const ulong BlockedCheck = 10_000_000; // nanoseconds; timers that a blocked socket keeps from being served must not spin

    /// <summary>
    /// Nanoseconds; kGranularity of RFC 9002 section 6.1.2. While nothing waits to be sent, no timer needs to be finer. On short paths
    /// ngtcp2 would acknowledge after an eighth of the round trip, which costs a packet and a wake before the answer could carry it.
    /// </summary>
    private const ulong Granularity = 1_000_000;
    private const int CubicShare = 16 * 1024; // bytes

    // Bytes at most around the data of a stream: headers and tag (RFC 9000 sections 17.3.1 and 19.8), not what else a packet may carry.
    private const int PacketOverhead = 64;

    /// <summary>
    /// Bytes of one stream before it is another's turn: what BBR sends at once, a millisecond's worth up to 64 KiB, since at the other end
    /// each turn becomes a write and a wake. Cubic always sends 64 KiB, for which all others would wait on a slow path.
    /// </summary>
    private int _fairShare;

    internal override void OnPacket(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now)
    {
        if (IsClosed)
            return;
        NativeQuic.PacketInfo info = new() { ecn = ecn };
        NativeAddress local;
        NativeQuic.Path known;
        if (_pathNumber != 0)
        {
            local = LocalAddressOf(path);
            known = *path;
            known.local.addr = &local;
            path = &known;
        }

        var result = NativeQuic.ngtcp2_conn_read_pkt_versioned(_native, path, NativeQuic.PacketInfoVersion, &info, data, (nuint)length, now);
        if (result == 0)
            Loop.MarkDirty(this);
        else
            CloseAfterRead(result);
        LookForAnswer();
        if (_isDoubtful)
            LookForTrust(now);
    }

    /// <summary>Writes as much as congestion control, pacing and a turn's share allow; marks itself again when there may be more.</summary>
    internal void Write(ulong now)
    {
        if (IsClosed)
            return;
        ExpectAnswer();
        if (now >= _watchDue)
            WatchPath(now);
        if (endpoint.Socket.IsBlocked)
        {
            endpoint.WaitForSocket(this);
            // Until then nothing is sent, but a connection must still find out that its time is over.
            Loop.Timers.SetNotBefore(_expiry, NativeQuic.ngtcp2_conn_get_expiry(_native), now + BlockedCheck);
            return;
        }

        var more = true;
        for (var buffers = 0; more && buffers < BuffersPerTurn; buffers++)
            more = WriteBuffer(now);
        if (IsClosed)
            return;
        // A connection that filled the socket waits behind those that then found it full.
        if (Ahead.CallNext() || more || endpoint.Socket.IsBlocked)
            Loop.MarkDirty(this);
        RefreshStatistics(now);
        var expiry = NativeQuic.ngtcp2_conn_get_expiry(_native);
        // Anybody's packet leads here: one within each granule must not put off for ever what only the timer does.
        Loop.Timers.SetNotBefore(_expiry, expiry, _ready.Count > 0 ? now : now + Granularity);
    }

    /// <summary>Writes one send buffer: exactly one, since splitting it cost 40 % of the throughput.</summary>
    /// <returns>Whether there may be more to write.</returns>
    private bool WriteBuffer(ulong now)
    {
        var packetSize = PacketSize();
        var perBuffer = endpoint.Socket.CanSegment ? Math.Min(DatagramBatch.MaxSegments, DatagramBatch.MaxBytes / packetSize) : DatagramBatch.MaxSegments;
        Ahead.FitTo(DatagramBatch.MaxBytes / packetSize * (packetSize - PacketOverhead));
        var quantum = (int)NativeQuic.ngtcp2_conn_get_send_quantum(_native);
        _fairShare = Loop.Options.CongestionControl == CongestionControl.Bbr ? quantum : CubicShare;
        var budget = Math.Clamp(quantum / packetSize, 1, perBuffer);
        var batch = Loop.Batch;
        batch.Begin(endpoint.Socket, packetSize);
        NativeAddress local,
            remote;
        NativeQuic.Path path = default;
        var wrote = false;
        for (; budget > 0 && !endpoint.Socket.IsBlocked; budget--)
        {
            path.local.addr = &local;
            path.remote.addr = &remote;
            NativeQuic.PacketInfo info = default;
            var unanswered = _isDoubtful ? PathFacts().bytes_in_flight : ulong.MaxValue;
            var length = WritePacket(batch.Next, &path, &info, now);
            if (length < 0)
            {
                batch.Flush();
                CloseForLibrary((int)length);
                return false;
            }

            if (length == 0)
                break;
            if (_isDoubtful && PathFacts().bytes_in_flight > unanswered)
                KeepQuestion(batch.Next, (int)length, &path, info.ecn, now);
            batch.Add((int)length, &path, info.ecn);
            wrote = true;
        }

        batch.Flush();
        if (batch.Refusal != 0)
            OnRefusedBySystem(batch.Refusal, batch.RefusedSize, now);
        if (wrote)
            NativeQuic.ngtcp2_conn_update_pkt_tx_time(_native, now);
        return budget == 0 && !endpoint.Socket.IsBlocked;
    }

    /// <summary>Fills one packet from as many streams as fit.</summary>
    /// <returns>Its length, 0 when nothing may be sent now, or an ngtcp2 error that ends the connection.</returns>
    private nint WritePacket(byte* destination, NativeQuic.Path* path, NativeQuic.PacketInfo* info, ulong now)
    {
        var vectors = stackalloc NativeQuic.Vec[MaxVectors];
        var capacity = (nuint)(_isLimited ? MinPacket : Math.Min(Loop.Options.MaxDatagramPayload, DatagramBatch.MaxBytes));
        while (true)
        {
            nint taken = -1;
            long id = -1;
            uint flags = 0;
            var count = 0;
            LoopStream? stream;
            while (_ready.TryPeek(out stream) && !stream.WantsSend)
                LeaveReady(stream);
            if (stream != null)
            {
                count = stream.Queue.Peek(vectors, MaxVectors, (long)capacity, out var everything);
                id = stream.Id;
                flags = NativeQuic.WriteMore | (everything && stream.FinQueued ? NativeQuic.WriteFin : 0);
            }

            var length = NativeQuic.ngtcp2_conn_writev_stream_versioned(
                _native,
                path,
                NativeQuic.PacketInfoVersion,
                info,
                destination,
                capacity,
                &taken,
                flags,
                id,
                vectors,
                (nuint)count,
                now
            );
            if (stream != null && taken >= 0)
                Taken(stream, taken, (flags & NativeQuic.WriteFin) != 0);
            switch (length)
            {
                case >= 0:
                    if (length > MinPacket && _large == null && stream != null && taken > 0)
                        WatchLarge(stream, now);
                    return length;
                case QuicError.WriteMore:
                    continue;
                case QuicError.StreamDataBlocked when stream != null:
                    Block(stream);
                    continue;
                case QuicError.StreamShutWrite or QuicError.StreamNotFound when stream != null:
                    if (stream == _large)
                        _large = null;
                    LeaveReady(stream);
                    stream.OnStopped();
                    continue;
                default:
                    return length;
            }
        }
    }

    private void Taken(LoopStream stream, nint bytes, bool fin)
    {
        stream.Queue.Sent(bytes);
        if (fin && stream.Queue.Unsent == 0)
            stream.FinSent = true;
        Ahead.Count(stream);
        stream.Turn += (int)bytes;
        if (!stream.WantsSend)
        {
            LeaveReady(stream);
        }
        else if (stream.Turn >= _fairShare && _ready.Count > 1)
        {
            LeaveReady(stream);
            Schedule(stream);
        }

        stream.OnSendProgress();
    }

    private void HandleExpiry(ulong now)
    {
        if (IsClosed)
            return;
        var result = NativeQuic.ngtcp2_conn_handle_expiry(_native, now);
        if (result == 0)
            Loop.MarkDirty(this);
        else
            CloseForLibrary(result);
    }
}
