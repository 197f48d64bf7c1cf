using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using SocketWarp.AllInOne.Demo;

namespace SocketWarp.AllInOne.SelfTest;

/// <summary>Moves a known amount of data through the tunnel in each direction and compares hashes.</summary>
internal static class TransferTest
{
    private const int Block = 64 * 1024;
    private const long WarmUp = 4 << 20;

    /// <param name="visitorPort">The port that visitors of the demo target connect to.</param>
    /// <param name="bytes">How much each way.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <exception cref="InvalidDataException">when what arrived is not what was sent.</exception>
    /// <exception cref="HttpRequestException">when the tunnel does not work.</exception>
    public static async Task<TransferResult> RunAsync(IPEndPoint visitorPort, long bytes, CancellationToken cancellationToken)
    {
        // Nothing may be kept from one direction to the next, and no proxy of the environment may stand between.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"http://{visitorPort}"), Timeout = Timeout.InfiniteTimeSpan };
        var expected = TestPattern.Hash(bytes);

        // What the first transfer of a process costs in compiling says nothing about the tunnel.
        await UploadAsync(client, WarmUp, cancellationToken);
        await DownloadAsync(client, WarmUp, cancellationToken);

        var watch = Stopwatch.StartNew();
        Compare("up", expected, await UploadAsync(client, bytes, cancellationToken));
        var up = watch.Elapsed;

        watch.Restart();
        Compare("down", expected, await DownloadAsync(client, bytes, cancellationToken));
        return new TransferResult(bytes, up, watch.Elapsed);
    }

    private static async Task<string> UploadAsync(HttpClient client, long bytes, CancellationToken cancellationToken)
    {
        using var content = new PatternContent(bytes);
        using var response = await client.PutAsync(new Uri("/digest", UriKind.Relative), content, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    private static async Task<string> DownloadAsync(HttpClient client, long bytes, CancellationToken cancellationToken)
    {
        await using var stream = await client.GetStreamAsync(new Uri($"/bytes/{bytes}", UriKind.Relative), cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Compare(string direction, string expected, string actual)
    {
        if (actual != expected)
            throw new InvalidDataException($"{direction}: sent data with SHA-256 {expected}, but {actual} arrived");
    }

    private sealed class PatternContent(long bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[Block];
            for (long offset = 0; offset < bytes; offset += Block)
            {
                TestPattern.Fill(buffer, offset);
                await stream.WriteAsync(buffer.AsMemory(0, (int)Math.Min(Block, bytes - offset)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return true;
        }
    }
}
