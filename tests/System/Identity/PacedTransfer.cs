using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using SocketWarp.AllInOne.Demo;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Identity;

/// <summary>One visitor that sends at a steady rate to a target that echoes, for as long as it is let.</summary>
/// <param name="Bytes">Sent and received.</param>
/// <param name="Sent">SHA-256 of what was sent.</param>
/// <param name="Received">SHA-256 of what came back.</param>
internal sealed record PacedTransfer(long Bytes, string Sent, string Received)
{
    private const int Block = 64 * 1024;

    public static async Task<PacedTransfer> RunAsync(TcpClient visitor, long bitsPerSecond, CancellationToken until)
    {
        // Once: after the end of one direction the client says that it is not connected.
        var stream = visitor.GetStream();
        var receiving = ReceiveAsync(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        var watch = Stopwatch.StartNew();
        long sent = 0;
        while (!until.IsCancellationRequested)
        {
            TestPattern.Fill(buffer, sent);
            hash.AppendData(buffer);
            await stream.WriteAsync(buffer, CancellationToken.None).AsTask().WaitAsync(Limits.Step, CancellationToken.None);
            sent += Block;
            var early = TimeSpan.FromSeconds(sent * 8.0 / bitsPerSecond) - watch.Elapsed;
            if (early > TimeSpan.Zero)
                await Task.Delay(early, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        visitor.Client.Shutdown(SocketShutdown.Send);
        var (received, receivedHash) = await receiving.WaitAsync(Limits.Step, CancellationToken.None);
        Assert.Equal(sent, received);
        return new PacedTransfer(sent, Convert.ToHexStringLower(hash.GetHashAndReset()), receivedHash);
    }

    private static async Task<(long Bytes, string Hash)> ReceiveAsync(NetworkStream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        long received = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            received += read;
        }

        return (received, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
