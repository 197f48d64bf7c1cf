using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2.Relay;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A port's descriptor is used on the callers' threads and closed on the loop's: its number may be another's a moment later.</summary>
[SupportedOSPlatform("linux")]
public sealed class PortOwnershipTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Fact]
    public async Task EngineDisposed_WhileAPortIsBeingStopped_KeepsItsDescriptorUntilThatIsDone()
    {
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        var port = (VisitorPort)rig.Port;
        await EngineInternals.Loop(Engine).InvokeAsync(() => true).InTime(); // the loop watches the port by now
        using var released = new ManualResetEventSlim();
        var held = new TaskCompletionSource();
        var stopping = Task.Factory.StartNew(
            () =>
            {
                lock (EngineInternals.Gate(port))
                {
                    held.SetResult();
                    released.Wait(Waiting.Patience);
                }
            },
            TaskCreationOptions.LongRunning
        );
        await held.Task.InTime();

        var disposing = Task.Run(() => Engine.DisposeAsync().AsTask());
        await Assert.ThrowsAsync<TimeoutException>(() => disposing.InTime(TimeSpan.FromSeconds(1)));
        var descriptor = port.Descriptor;
        released.Set();

        Assert.True(descriptor >= 0);
        await stopping.InTime();
        await disposing.InTime();
        Assert.Equal(-1, port.Descriptor);
        rig.Port.StopAccepting();
        Assert.Throws<TransportException>(rig.Port.StartAccepting);
    }
}
