using SocketWarp.Transport.Ngtcp2.Connections;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// Bounds the bytes that wait in memory for slow sockets and slow peers, each direction by the limit. Connection-level credit is
/// returned at receipt, so that a stalled stream never blocks its siblings; beyond the limit it is withheld until the slow ones have
/// taken something. Towards peers, each stream may then keep only a little.
/// </summary>
internal sealed class MemoryBudget(long limit)
{
    private readonly List<QuicConnection> _waiting = [];

    /// <summary>Bytes received that no socket has taken yet.</summary>
    public long Buffered { get; set; }

    /// <summary>Bytes read from sockets that no peer has acknowledged yet.</summary>
    public long Sending { get; set; }

    /// <summary>True while nobody gets credit, until the slow sockets have taken something or are reset: see StallWatch.</summary>
    public bool IsReceiveExhausted => Buffered > limit;

    /// <summary>True when there is room again for a while, not only for the next packet.</summary>
    public bool IsReceiveRelaxed => Buffered <= limit / 2;

    public bool IsSendExhausted => Sending > limit;

    public void Withhold(QuicConnection connection, long bytes)
    {
        if (connection.WithheldCredit == 0)
            _waiting.Add(connection);
        connection.WithheldCredit += bytes;
    }

    public void ReturnWithheld()
    {
        if (_waiting.Count == 0 || IsReceiveExhausted)
            return;
        foreach (var connection in _waiting)
            connection.ReturnWithheldCredit();
        _waiting.Clear();
    }
}
