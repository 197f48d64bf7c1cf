using System.Text;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>The simplest opening: a length byte and so much text. A text of "reject" is not acceptable.</summary>
internal static class TestOpening
{
    public const string Unacceptable = "reject";

    public static int Write(string text, Span<byte> destination)
    {
        destination[0] = (byte)Encoding.UTF8.GetBytes(text, destination[1..]);
        return 1 + destination[0];
    }

    public static byte[] Bytes(string text)
    {
        var bytes = new byte[256];
        return bytes[..Write(text, bytes)];
    }

    public static OpeningStatus Read(ReadOnlySpan<byte> received, out int consumed, out string text)
    {
        (consumed, text) = (0, "");
        if (received.Length == 0 || received.Length < 1 + received[0])
            return OpeningStatus.Incomplete;
        consumed = 1 + received[0];
        text = Encoding.UTF8.GetString(received[1..consumed]);
        return text == Unacceptable ? OpeningStatus.Rejected : OpeningStatus.Complete;
    }
}
