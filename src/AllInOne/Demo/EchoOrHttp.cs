using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace SocketWarp.AllInOne.Demo;

/// <summary>
/// Lets <c>ncat</c> and <c>curl</c> use one port: a connection that begins like an HTTP request is given to the web server, any other is echoed
/// until the client has sent its last byte.
/// </summary>
internal sealed class EchoOrHttp(ConnectionDelegate http)
{
    private static readonly byte[][] Methods =
    [
        .. new[] { "GET ", "PUT ", "HEAD ", "POST ", "DELETE ", "OPTIONS " }.Select(m => m.Select(c => (byte)c).ToArray()),
    ];

    public async Task HandleAsync(ConnectionContext connection)
    {
        try
        {
            if (await BeginsLikeHttpAsync(connection.Transport.Input))
                await http(connection);
            else
                await EchoAsync(connection.Transport);
        }
        catch (Exception e) when (e is ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            // The client went away: nothing is left to answer.
        }
    }

    private static async Task<bool> BeginsLikeHttpAsync(PipeReader input)
    {
        while (true)
        {
            // Not ended by ConnectionClosed: that fires at the client's end of data, when the echo is still owed.
            var result = await input.ReadAsync();
            var answer = IsHttp(result.Buffer);
            // The next reader gets what was seen here; only an undecided connection waits for more than is there.
            input.AdvanceTo(result.Buffer.Start, answer is null ? result.Buffer.End : result.Buffer.Start);
            if (answer is { } isHttp)
                return isHttp;
            if (result.IsCompleted)
                return false;
        }
    }

    /// <summary>Null while the bytes so far are the beginning of a method and of something else.</summary>
    private static bool? IsHttp(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[8];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        var seen = start[..length];
        var open = false;
        foreach (var method in Methods)
        {
            if (seen.StartsWith(method))
                return true;
            open |= method.AsSpan().StartsWith(seen);
        }

        return open ? null : false;
    }

    private static async Task EchoAsync(IDuplexPipe transport)
    {
        await transport.Input.CopyToAsync(transport.Output);
        await transport.Output.CompleteAsync();
    }
}
