using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A TCP client of a gateway's port.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private bool _reset;

    public static async Task<Visitor> ConnectAsync(int port)
    {
        var visitor = new Visitor();
        try
        {
            await visitor._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).InTime();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It was connected, and reset before we could look.
            visitor._reset = true;
        }

        return visitor;
    }

    /// <summary>Whether the port refuses connections.</summary>
    public static async Task<bool> IsRefusedAsync(int port)
    {
        try
        {
            using var visitor = await ConnectAsync(port);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }

    /// <summary>A port ends listening a moment after its session has ended; until then it resets.</summary>
    public static async Task WaitForRefusalAsync(int port)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (!await IsRefusedAsync(port))
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Tries until one visitor gets through, for ports that open a moment after something else has happened.</summary>
    public static async Task<string> ReachAsync(int port, string text)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            try
            {
                using var visitor = await ConnectAsync(port);
                return await visitor.EchoAsync(text);
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.ASCII.GetBytes(text)).InTime();

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends and reads back as much.</summary>
    public async Task<string> EchoAsync(string text)
    {
        await SendAsync(text);
        var buffer = new byte[Encoding.ASCII.GetByteCount(text)];
        for (var read = 0; read < buffer.Length; )
        {
            var more = await _socket.ReceiveAsync(buffer.AsMemory(read)).InTime();
            if (more == 0)
                throw new EndOfStreamException($"ended after {read} bytes");
            read += more;
        }

        return Encoding.ASCII.GetString(buffer);
    }

    /// <summary>Everything up to the clean end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        int read;
        while ((read = await _socket.ReceiveAsync(buffer).InTime()) > 0)
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return text.ToString();
    }

    /// <summary>How the connection ends: <see cref="SocketError.Success"/> for a clean end.</summary>
    public async Task<SocketError> EndAsync()
    {
        if (_reset)
            return SocketError.ConnectionReset;
        var buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer).InTime() > 0) { }

            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    public void Dispose() => _socket.Dispose();
}
