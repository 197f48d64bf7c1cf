using System.Net.Sockets;
using System.Text;

namespace SocketWarp.Bench.Measure;

/// <summary>
/// Managed bytes that a .NET process allocates, from its own counters over its diagnostics socket (dotnet/diagnostics, ipc-protocol.md). The process needs no
/// preparation, and its code takes no other path than without; the counters themselves allocate a little, so take an idle time off.
/// </summary>
internal sealed class AllocationTrace : IAsyncDisposable
{
    private const string Magic = "DOTNET_IPC_V1\0";
    private const byte EventPipe = 0x02;
    private const byte CollectTracing2 = 0x03;
    private const byte ServerReply = 0xFF;
    private const int HeaderBytes = 20;
    private const int SessionIdBytes = 8;

    private static readonly byte[] Counter = Encoding.Unicode.GetBytes("alloc-rate\0");

    private readonly Socket _socket;
    private readonly MemoryStream _events = new();
    private readonly Task _reading;

    private AllocationTrace(Socket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Counters come once in this time.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public static async Task<AllocationTrace> StartAsync(int process, CancellationToken cancellation)
    {
        // A killed process leaves its own behind, perhaps one of the same id.
        var path =
            Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
            ?? throw new InvalidOperationException($"process {process} has no diagnostics socket in {Path.GetTempPath()}: unset DOTNET_EnableDiagnostics");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        await socket.SendAsync(Request(), cancellation);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var reply = new byte[HeaderBytes + SessionIdBytes];
        await stream.ReadExactlyAsync(reply, cancellation);
        if (reply[16] != ServerReply || reply[17] != 0)
            throw new IOException($"process {process} gives no counters");
        return new AllocationTrace(socket);
    }

    /// <summary>The bytes since the start of the trace, up to the last whole interval.</summary>
    public double TotalBytes()
    {
        byte[] events;
        lock (_events)
            events = _events.ToArray();
        var total = 0.0;
        for (var at = 0; (at = Find(events, Counter, at)) >= 0; )
        {
            at += Counter.Length;
            // IncrementingCounterPayload: name, display name, time scale, increment.
            var value = SkipText(events, SkipText(events, at));
            if (value + sizeof(double) <= events.Length)
                total += BitConverter.ToDouble(events, value);
        }

        return total;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer)) > 0)
            {
                lock (_events)
                    _events.Write(buffer, 0, read);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The process or the trace has ended.
        }
    }

    private static int Find(byte[] bytes, byte[] what, int from)
    {
        var at = bytes.AsSpan(from).IndexOf(what);
        return at < 0 ? -1 : from + at;
    }

    private static int SkipText(byte[] bytes, int from)
    {
        while (from + 1 < bytes.Length && (bytes[from] | bytes[from + 1]) != 0)
            from += 2;
        return from + 2;
    }

    private static byte[] Request()
    {
        var body = new MemoryStream();
        var writer = new BinaryWriter(body);
        writer.Write(16); // MB of buffer
        writer.Write(1); // format nettrace
        writer.Write(false); // no rundown
        writer.Write(1); // one provider
        writer.Write(-1L); // all keywords
        writer.Write(4); // informational
        WriteText(writer, "System.Runtime");
        WriteText(writer, $"EventCounterIntervalSec={Interval.TotalSeconds:0}");
        var request = new MemoryStream();
        writer = new BinaryWriter(request);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write((ushort)(HeaderBytes + body.Length));
        writer.Write(EventPipe);
        writer.Write(CollectTracing2);
        writer.Write((ushort)0);
        writer.Write(body.ToArray());
        return request.ToArray();
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write(text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + "\0"));
    }
}
