using SocketWarp.Transport.Ngtcp2.Connections;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// Bounds the bytes that wait for slow sockets. Connection-level credit is returned at receipt, so that a stalled stream never blocks
/// its siblings; beyond the limit (bytes) it is withheld until the slow ones have taken something.
/// </summary>
internal sealed class ReceiveBudget(long limit)
{
    private readonly List<QuicConnection> _waiting = [];

    public long Buffered { get; set; }

    public bool IsExhausted => Buffered > limit;

    public void Withhold(QuicConnection connection, long bytes)
    {
        if (connection.WithheldCredit == 0) _waiting.Add(connection);
        connection.WithheldCredit += bytes;
    }

    public void ReturnWithheld()
    {
        if (_waiting.Count == 0 || IsExhausted) return;
        foreach (var connection in _waiting) connection.ReturnWithheldCredit();
        _waiting.Clear();
    }
}
