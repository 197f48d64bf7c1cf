using System.Threading.Channels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>One half of a tunnel as its owner sees it.</summary>
/// <param name="say">Our opening; empty for none.</param>
/// <param name="hear">Whether the peer sends an opening.</param>
internal class TestTunnel(string say, bool hear, ChannelWriter<TunnelOutcome> outcomes) : ITunnel
{
    public const ulong Rejection = 0x99;
    private int _ended;

    public TimeSpan OpeningTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TunnelCounters Counters { get; init; } = new();

    public ulong RejectionCode => Rejection;

    protected string Heard { get; private set; } = "";

    public int WriteOpening(Span<byte> destination)
    {
        Assert.True(destination.Length >= TunnelLimits.MaxOpening);
        return say.Length == 0 ? 0 : TestOpening.Write(say, destination);
    }

    public OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        consumed = 0;
        if (!hear)
            return OpeningStatus.Complete;
        var status = TestOpening.Read(received, out consumed, out var text);
        Heard = text;
        return status;
    }

    public void Ended(in TunnelOutcome outcome)
    {
        Assert.Equal(0, Interlocked.Exchange(ref _ended, 1));
        outcomes.TryWrite(outcome);
    }
}
