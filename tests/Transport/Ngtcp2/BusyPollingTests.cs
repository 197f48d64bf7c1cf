using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Tests.Ngtcp2;

public sealed class BusyPollingTests
{
    private const ulong Longest = 50_000;
    private const ulong Short = 10_000;
    private const ulong Long = 1_000_000;

    [Fact]
    public void RoundTrips_OfWhichOneWaitIsShort_StartPolling()
    {
        var polling = new BusyPolling(Longest);
        Assert.False(polling.IsWorthwhile);

        Wait(polling, 6, Short, Short, Long);

        Assert.True(polling.IsWorthwhile);
    }

    [Fact]
    public void Events_ThatComeSlowly_EndPolling()
    {
        var polling = new BusyPolling(Longest);
        Wait(polling, 6, Short, Short);

        Wait(polling, 6, Short, Long);

        Assert.False(polling.IsWorthwhile);
    }

    [Fact]
    public void BulkTransfer_WhoseTurnsAreLong_IsNotPolledFor()
    {
        var polling = new BusyPolling(Longest);

        Wait(polling, 20, Long, Short);

        Assert.False(polling.IsWorthwhile);
    }

    [Fact]
    public void Core_TakenByWhoeverComputes_EndsPolling()
    {
        var polling = new BusyPolling(Longest);
        Wait(polling, 6, Short, Short);

        polling.OnCoreLost();

        Assert.False(polling.IsWorthwhile);
    }

    [Fact]
    public void Zero_NeverPolls()
    {
        var polling = new BusyPolling(0);

        Wait(polling, 20, 0, 0);

        Assert.False(polling.IsWorthwhile);
    }

    private static void Wait(BusyPolling polling, int times, ulong worked, params ulong[] waits)
    {
        for (var i = 0; i < times; i++)
            foreach (var waited in waits)
                polling.OnWaited(worked, waited);
    }
}
