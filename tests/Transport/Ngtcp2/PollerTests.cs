using System.Runtime.Versioning;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Tests.Ngtcp2;

[SupportedOSPlatform("linux")]
public sealed class PollerTests
{
    /// <summary>A turn of the loop in which something was posted does without a wait.</summary>
    [Fact]
    public void Event_OfOneWait_IsHandedOutOnce()
    {
        using var poller = new Poller();
        var ready = new ReadyHandler();
        Assert.Equal(0, poller.Add(ready, NativeSystem.EPOLLIN));

        poller.Wait(0);
        poller.HandOutEvents();
        poller.HandOutEvents();

        Assert.Equal(1, ready.Events);
    }

    private sealed class ReadyHandler : PollHandler
    {
        public ReadyHandler() => Descriptor = NativeSystem.eventfd(1, NativeSystem.EFD_NONBLOCK | NativeSystem.EFD_CLOEXEC);

        public int Events { get; private set; }

        internal override void OnEvents(uint events) => Events++;
    }
}
