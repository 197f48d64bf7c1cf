using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A system that grants smaller buffers than the settings ask for.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class SocketBufferTests() : EngineTests(EngineKind.Ngtcp2, new EngineOptions { SocketBufferBytes = Wanted })
{
    private const uint CapabilityVersion = 0x20080522; // _LINUX_CAPABILITY_VERSION_3 (linux/capability.h)
    private const uint NetAdmin = 1u << 12; // CAP_NET_ADMIN may go beyond the system's limit
    private static readonly int Wanted = 4096 + Math.Max(Limit("rmem_max"), Limit("wmem_max"));

    [Fact]
    public async Task UdpBuffers_SmallerThanWanted_AreSaidOnceWithTheCommand()
    {
        await EngineInternals.Loop(Engine).InvokeAsync(DropNetAdmin).InTime();

        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        foreach (var (direction, name) in new[] { ("receive", "rmem_max"), ("send", "wmem_max") })
        {
            Assert.Equal(1, Log.Count($"\"sysctl -w net.core.{name}={Wanted}\""));
            Assert.Equal(1, Log.Count($"a {direction} buffer of {Limit(name)} bytes where {Wanted} are wanted"));
        }
    }

    private static int Limit(string name) => int.Parse(File.ReadAllText($"/proc/sys/net/core/{name}"), CultureInfo.InvariantCulture);

    /// <summary>Capabilities are each thread's own, and the loop's ends with the engine.</summary>
    private static bool DropNetAdmin()
    {
        Span<uint> header = [CapabilityVersion, 0]; // of the calling thread
        Span<uint> sets = stackalloc uint[6]; // effective, permitted and inheritable ones, low words before high ones
        Assert.Equal(0, capget(ref MemoryMarshal.GetReference(header), ref MemoryMarshal.GetReference(sets)));
        sets[0] &= ~NetAdmin;
        Assert.Equal(0, capset(ref MemoryMarshal.GetReference(header), ref MemoryMarshal.GetReference(sets)));
        return true;
    }

    [LibraryImport("libc")]
    private static partial int capget(ref uint header, ref uint sets);

    [LibraryImport("libc")]
    private static partial int capset(ref uint header, ref uint sets);
}
