using System.IO.Pipelines;
using System.Text;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

internal static class StreamHelpers
{
    private const int ChunkSize = 64 * 1024;

    public static Task<FlushResult> WriteAsync(this ITransportStream stream, string text) => stream.Output.WriteAsync(Encoding.UTF8.GetBytes(text)).InTime();

    /// <summary>Writes a whole payload and ends the direction.</summary>
    /// <returns>Its hash.</returns>
    public static async Task<string> SendAsync(this ITransportStream stream, Payload payload, TimeSpan? patience = null)
    {
        int length;
        while ((length = payload.Fill(stream.Output.GetSpan(ChunkSize))) > 0)
        {
            stream.Output.Advance(length);
            await stream.Output.FlushAsync().InTime(patience);
        }

        await stream.Output.CompleteAsync();
        return payload.Hash();
    }

    /// <summary>Reads exactly that many bytes.</summary>
    public static async Task<string> ReadTextAsync(this ITransportStream stream, int length)
    {
        var result = await stream.Input.ReadAtLeastAsync(length).InTime();
        if (result.Buffer.Length < length)
            throw new EndOfStreamException($"ended after {result.Buffer.Length} of {length} bytes");
        var bytes = result.Buffer.Slice(0, length);
        var text = Encoding.UTF8.GetString(bytes);
        stream.Input.AdvanceTo(bytes.End);
        return text;
    }

    /// <summary>Reads until the clean end.</summary>
    public static async Task<PayloadHash> ReadToEndAsync(this ITransportStream stream, TimeSpan? patience = null)
    {
        var received = new PayloadHash();
        while (true)
        {
            var result = await stream.Input.ReadAsync().InTime(patience);
            foreach (var segment in result.Buffer)
                received.Add(segment.Span);
            stream.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return received;
        }
    }

    public static async Task<string> ReadTextToEndAsync(this ITransportStream stream)
    {
        var text = new StringBuilder();
        while (true)
        {
            var result = await stream.Input.ReadAsync().InTime();
            text.Append(Encoding.UTF8.GetString(result.Buffer));
            stream.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return text.ToString();
        }
    }

    /// <summary>Writes until a flush says that the peer wants no more.</summary>
    public static async Task WriteUntilStoppedAsync(this ITransportStream stream)
    {
        while (!(await stream.Output.WriteAsync(new byte[1024]).InTime()).IsCompleted)
            continue;
    }

    /// <summary>Sends back what comes, and its end.</summary>
    public static async Task EchoAsync(this ITransportStream stream)
    {
        while (true)
        {
            var result = await stream.Input.ReadAsync();
            foreach (var segment in result.Buffer)
                await stream.Output.WriteAsync(segment);
            stream.Input.AdvanceTo(result.Buffer.End);
            if (!result.IsCompleted)
                continue;
            await stream.Output.CompleteAsync();
            return;
        }
    }
}
