namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// Whether to look for events a while before sleeping. To fall asleep and be woken costs more than the rest of a short round trip, so
/// the loop polls while waits have lately been short, as the halt polling of KVM does. Not in bulk transfers, whose turns are long: a
/// polling end would take the time that its peer needs.
/// </summary>
/// <param name="longest">How long to poll, nanoseconds; 0: never.</param>
internal sealed class BusyPolling(ulong longest)
{
    private const int Most = 8;
    private const int Enough = 4;
    private int _score;

    public ulong Longest => longest;

    public bool IsWorthwhile => _score >= Enough;

    /// <summary>Forgets the score: a busy process took the core for a slice of its own, at whose end a sleeping loop had been woken already.</summary>
    public void OnCoreLost() => _score = 0;

    /// <summary>A short wait weighs twice: of the two waits in a round trip one is short until both ends poll.</summary>
    /// <param name="worked">What the turn before it took, nanoseconds.</param>
    /// <param name="waited">What the wait took, polled or slept, nanoseconds.</param>
    public void OnWaited(ulong worked, ulong waited) =>
        _score = worked < longest / 2 && waited < longest ? Math.Min(_score + 2, Most) : Math.Max(_score - 1, 0);
}
