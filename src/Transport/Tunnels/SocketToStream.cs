using System.IO.Pipelines;
using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

/// <summary>One direction of a tunnel: from the visitor's or target's socket to the peer.</summary>
internal static class SocketToStream
{
    public static async Task<PumpResult> PumpAsync(Socket socket, PipeWriter output, TunnelTraffic traffic, SocketOptions options)
    {
        var size = options.MinRead;
        var drained = true;
        while (true)
        {
            int read;
            try
            {
                // An idle tunnel must hold no buffer: ask for readability before renting one, unless more is surely there.
                if (drained)
                    await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
                var buffer = output.GetMemory(size);
                read = await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                drained = read < buffer.Length;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return new(PumpEnd.InputFailed, e);
            }

            if (read == 0)
            {
                // A send that failed has taken the error with it, and a reset then looks like an end.
                if (!traffic.SocketIsShut && socket.WasReset())
                    return new(PumpEnd.InputFailed, new SocketException((int)SocketError.ConnectionReset));
                await output.CompleteAsync().ConfigureAwait(false);
                return new(PumpEnd.Done);
            }

            size = drained ? Math.Max(size / 2, options.MinRead) : Math.Min(size * 2, options.MaxRead);
            output.Advance(read);
            FlushResult flush;
            try
            {
                flush = await output.FlushAsync().ConfigureAwait(false);
            }
            catch (IOException e)
            {
                return new(PumpEnd.OutputFailed, e);
            }

            if (flush.IsCanceled)
                return new(PumpEnd.Aborted);
            if (flush.IsCompleted)
                return new(PumpEnd.Unwanted);
            traffic.AddToPeer(read);
        }
    }
}
