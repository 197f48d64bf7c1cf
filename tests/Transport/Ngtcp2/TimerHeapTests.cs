using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Tests.Ngtcp2;

public sealed class TimerHeapTests
{
    private const ulong Granularity = 1_000;

    [Fact]
    public void Timer_ThatIsSetAgainAllTheTime_ComesDueAllTheSame()
    {
        const ulong deadline = 5_000;
        var heap = new TimerHeap();
        var timer = new IdleTimer();
        ulong now = 0;
        while (!heap.TryTakeExpired(now, out _))
        {
            Assert.InRange(now, 0u, deadline + Granularity);
            heap.SetNotBefore(timer, deadline, now + Granularity);
            now += Granularity / 10;
        }

        Assert.InRange(now, deadline, deadline + Granularity);
    }

    [Fact]
    public void Timer_ThatIsOverdueWhenItIsSet_WaitsForTheGranuleOnce()
    {
        var heap = new TimerHeap();
        var timer = new IdleTimer();

        heap.SetNotBefore(timer, 1, 10 + Granularity);
        heap.SetNotBefore(timer, 1, 20 + Granularity);
        Assert.Equal(10 + Granularity, heap.Next);

        Assert.True(heap.TryTakeExpired(10 + Granularity, out _));
        heap.SetNotBefore(timer, 2, 30 + 2 * Granularity);
        Assert.Equal(30 + 2 * Granularity, heap.Next);
    }

    [Fact]
    public void Timer_ThatIsPutOff_LeavesItsEarlierDeadline()
    {
        var heap = new TimerHeap();
        var timer = new IdleTimer();
        heap.SetNotBefore(timer, 1, Granularity);

        heap.SetNotBefore(timer, 9_000, Granularity);
        Assert.Equal(9_000u, heap.Next);

        heap.SetNotBefore(timer, LoopTimer.Never, Granularity);
        Assert.Equal(0, heap.Count);
    }

    private sealed class IdleTimer : LoopTimer
    {
        internal override void OnExpired(ulong now) { }
    }
}
