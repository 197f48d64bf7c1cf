using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketWarp.TestSupport;

/// <summary>What visitors and targets do in tests.</summary>
public static class TestSockets
{
    private const int ChunkSize = 64 * 1024;

    public static async Task<Socket> ConnectAsync(EndPoint address)
    {
        var unix = address is UnixDomainSocketEndPoint;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (!unix)
            socket.NoDelay = true;
        await socket.ConnectAsync(address).InTime();
        return socket;
    }

    public static Task SendAsync(this Socket socket, string text) => socket.SendAllAsync(Encoding.UTF8.GetBytes(text));

    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes).InTime()..];
    }

    /// <summary>Sends a whole payload.</summary>
    /// <returns>Its hash.</returns>
    public static async Task<string> SendAsync(this Socket socket, Payload payload)
    {
        var buffer = new byte[ChunkSize];
        int length;
        while ((length = payload.Fill(buffer)) > 0)
            await socket.SendAllAsync(buffer.AsMemory(0, length));
        return payload.Hash();
    }

    /// <summary>Reads exactly as many bytes as the text has.</summary>
    public static async Task<string> ReadTextAsync(this Socket socket, int length)
    {
        var buffer = new byte[length];
        for (var have = 0; have < length; )
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have)).InTime();
            if (read == 0)
                throw new EndOfStreamException($"ended after {have} of {length} bytes");
            have += read;
        }

        return Encoding.UTF8.GetString(buffer);
    }

    /// <summary>Reads everything until the other side ends, one way or the other.</summary>
    public static async Task<(PayloadHash Received, SocketEnd End)> ReadToEndAsync(this Socket socket)
    {
        var received = new PayloadHash();
        var buffer = new byte[ChunkSize];
        while (true)
        {
            int read;
            try
            {
                read = await socket.ReceiveAsync(buffer.AsMemory()).InTime();
            }
            catch (SocketException e) when (IsReset(e))
            {
                return (received, SocketEnd.Reset);
            }

            if (read == 0)
                return (received, SocketEnd.Fin);
            received.Add(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Connects, says something and reads on; a reset may come at any of these steps.</summary>
    public static async Task<SocketEnd> ConnectAndReadToEndAsync(EndPoint address, string say = "")
    {
        try
        {
            using var socket = await ConnectAsync(address);
            await socket.SendAsync(say);
            return (await socket.ReadToEndAsync()).End;
        }
        catch (SocketException e) when (IsReset(e))
        {
            return SocketEnd.Reset;
        }
    }

    /// <summary>Closes with RST.</summary>
    public static void CloseWithReset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <remarks>Shutdown: that is what a send says after the reset has been read once.</remarks>
    private static bool IsReset(SocketException e) => e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown;
}
