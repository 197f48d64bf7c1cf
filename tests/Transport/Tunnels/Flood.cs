using System.Net.Sockets;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>Sends to somebody who does not read, until it is held back, and then waits for the end.</summary>
internal sealed class Flood
{
    /// <summary>Whatever can still move does so within this time; on a slow machine "held" only comes early.</summary>
    private static readonly TimeSpan HeldAfter = TimeSpan.FromMilliseconds(500);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when everything on the way is full.</summary>
    public Task Held => _held.Task;

    public async Task RunAsync(Socket socket)
    {
        var chunk = new byte[64 * 1024];
        try
        {
            while (true)
                await SendAsync(socket, chunk);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // That is how a flood ends.
        }
    }

    private async Task SendAsync(Socket socket, byte[] chunk)
    {
        var sending = socket.SendAsync(chunk.AsMemory()).AsTask();
        try
        {
            await sending.WaitAsync(HeldAfter);
        }
        catch (TimeoutException)
        {
            _held.TrySetResult();
            await sending;
        }
    }
}
