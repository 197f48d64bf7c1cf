using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SocketWarp.Bench.Load;

/// <summary>
/// A network device whose packets this process carries; it is gone when the stream is closed. It may be moved to another namespace. Linux, root.
/// </summary>
internal static class TunDevice
{
    public const string Path = "/dev/net/tun";

    private const nuint SetInterface = 0x400454ca; // TUNSETIFF
    private const short PacketsAlone = 0x0001 | 0x1000; // IFF_TUN, IFF_NO_PI
    private const int NameBytes = 16;
    private const int RequestBytes = 40;

    public static Stream Create(string name)
    {
        var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request.AsSpan(0, NameBytes - 1));
        BitConverter.TryWriteBytes(request.AsSpan(NameBytes), PacketsAlone);
        if (Ioctl(handle, SetInterface, request) == 0)
            return new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
        handle.Dispose();
        throw new IOException($"the device {name} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Ioctl(SafeFileHandle handle, nuint request, byte[] argument);
}
