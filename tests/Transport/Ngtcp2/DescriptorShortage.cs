using System.Runtime.InteropServices;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>
/// While it lives, an engine's loop can open nothing more. Only the loop: the runtime itself would not survive that. So the thread gets
/// a table of descriptors of its own (unshare(2), CLONE_FILES), which is filled up to a limit that is far away for all others.
/// </summary>
internal sealed partial class DescriptorShortage : IAsyncDisposable
{
    private const int CloneFiles = 0x400;
    private const int NoFile = 7; // RLIMIT_NOFILE of the generic Linux ABI
    private const int Enough = 4096;
    private readonly EventLoop _loop;
    private readonly List<int> _filling = [];
    private Limit _before;

    private DescriptorShortage(EventLoop loop) => _loop = loop;

    /// <remarks>What other threads open for the loop from here on it does not see: sessions and ports must be there before.</remarks>
    public static Task<DescriptorShortage> BeginAsync(EventLoop loop)
    {
        var shortage = new DescriptorShortage(loop);
        return loop.InvokeAsync(shortage.Begin).InTime();
    }

    public async ValueTask DisposeAsync() => await _loop.InvokeAsync(End).InTime();

    private DescriptorShortage Begin()
    {
        Assert.Equal(0, unshare(CloneFiles));
        Assert.Equal(0, getrlimit(NoFile, out _before));
        Assert.Equal(0, setrlimit(NoFile, _before with { Soft = Enough }));
        int descriptor;
        while ((descriptor = dup(0)) >= 0)
            _filling.Add(descriptor);
        Assert.NotEmpty(_filling);
        return this;
    }

    private bool End()
    {
        _filling.ForEach(descriptor => Assert.Equal(0, close(descriptor)));
        Assert.Equal(0, setrlimit(NoFile, _before));
        return true;
    }

    [LibraryImport("libc")]
    private static partial int unshare(int flags);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Soft, ulong Hard);
}
