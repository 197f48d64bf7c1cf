using System.IO.Pipelines;
using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

/// <summary>The other direction of a tunnel: from the peer to the visitor's or target's socket.</summary>
internal static class StreamToSocket
{
    public static async Task<PumpResult> PumpAsync(PipeReader input, Socket socket, TunnelTraffic traffic)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync().ConfigureAwait(false);
            }
            catch (IOException e)
            {
                return new(PumpEnd.InputFailed, e);
            }

            if (result.IsCanceled)
                return new(PumpEnd.Aborted);
            try
            {
                foreach (var segment in result.Buffer)
                    await SendAsync(socket, segment, traffic).ConfigureAwait(false);
                input.AdvanceTo(result.Buffer.End);
                if (!result.IsCompleted)
                    continue;
                traffic.SocketIsShut = true;
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return new(PumpEnd.OutputFailed, e);
            }

            return new(PumpEnd.Done);
        }
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, TunnelTraffic traffic)
    {
        while (bytes.Length > 0)
        {
            var sent = await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false);
            traffic.AddToSocket(sent);
            bytes = bytes[sent..];
        }
    }
}
