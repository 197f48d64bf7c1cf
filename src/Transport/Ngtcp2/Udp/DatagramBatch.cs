using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>
/// Collects packets of equal size for one path, so that one system call sends them all (GSO: only the last may be shorter). One
/// buffer serves a whole loop: a batch begins and ends within one connection's turn.
/// </summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>Bytes that one send may carry: what fits into the length field of UDP over IPv4.</summary>
    public const int MaxBytes = 65_507;

    /// <summary>Segments that the kernel accepts in one send (UDP_MAX_SEGMENTS of older kernels).</summary>
    public const int MaxSegments = 64;

    private readonly byte* _buffer = (byte*)NativeMemory.AlignedAlloc(2 * 65_536, 64);
    private UdpSocket _socket = null!;
    private int _length;
    private int _segment;
    private int _count;
    private int _maxCount;
    private byte _ecn;
    private StoredPath _path;

    /// <summary>Where the next packet is to be written; <see cref="MaxBytes"/> are free there.</summary>
    public byte* Next => _buffer + _length;

    /// <summary>
    /// Why the system refused packets since <see cref="Begin"/> (an errno), 0 when it took all. A packet that was too large, perhaps a probe, does not
    /// hide another reason, nor a smaller one that was too large.
    /// </summary>
    public int Refusal { get; private set; }

    /// <summary>Bytes of each packet that was refused.</summary>
    public int RefusedSize { get; private set; }

    /// <param name="packetSize">The expected size, bytes.</param>
    public void Begin(UdpSocket socket, int packetSize)
    {
        _socket = socket;
        Refusal = 0;
        _length = _count = 0;
        _maxCount = socket.CanSegment ? Math.Min(MaxSegments, Math.Max(1, MaxBytes / packetSize)) : 1;
    }

    /// <summary>Takes the packet that was written at <see cref="Next"/>.</summary>
    public void Add(int length, NativeQuic.Path* path, byte ecn)
    {
        if (_length > 0 && !FitsBehind(length, path, ecn))
        {
            var packet = Next;
            Flush();
            Buffer.MemoryCopy(packet, _buffer, MaxBytes, length);
        }

        if (_length == 0)
        {
            _segment = length;
            _path = new StoredPath(path);
            _ecn = ecn;
        }

        _length += length;
        var full = ++_count >= _maxCount || length < _segment || _length > MaxBytes - _segment;
        if (full)
            Flush();
    }

    public void Flush()
    {
        if (_length == 0)
            return;
        fixed (StoredPath* stored = &_path)
        {
            var path = StoredPath.Of(stored);
            var refusal = _socket.Send(_buffer, _length, _segment, &path, _ecn);
            var says = refusal != 0 && (Refusal == 0 || (Refusal == NativeSystem.EMSGSIZE && (refusal != Refusal || _segment < RefusedSize)));
            if (says)
                (Refusal, RefusedSize) = (refusal, _segment);
        }

        _length = _count = 0;
    }

    public void Dispose() => NativeMemory.AlignedFree(_buffer);

    private bool FitsBehind(int length, NativeQuic.Path* path, byte ecn)
    {
        if (length > _segment || _length + length > MaxBytes || ecn != _ecn)
            return false;
        fixed (StoredPath* stored = &_path)
            return StoredPath.AreEqual(stored, path);
    }
}
