using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>The keys of QUIC version 1 packets from a traffic secret of SHA-256 (RFC 9001 sections 5.1 and 6.1).</summary>
internal static class KeySchedule
{
    public const int SecretLength = 32;
    public const int KeyLength = 16;
    public const int IvLength = 12;

    public static void Key(ReadOnlySpan<byte> secret, Span<byte> key) => ExpandLabel(secret, "quic key", key);

    public static void Iv(ReadOnlySpan<byte> secret, Span<byte> iv) => ExpandLabel(secret, "quic iv", iv);

    public static void HeaderKey(ReadOnlySpan<byte> secret, Span<byte> key) => ExpandLabel(secret, "quic hp", key);

    /// <summary>The secret after a key update.</summary>
    public static void NextSecret(ReadOnlySpan<byte> secret, Span<byte> next) => ExpandLabel(secret, "quic ku", next);

    /// <summary>HKDF-Expand-Label with an empty context (RFC 8446 section 7.1).</summary>
    private static void ExpandLabel(ReadOnlySpan<byte> secret, string label, Span<byte> output)
    {
        const string Prefix = "tls13 ";
        Span<byte> info = stackalloc byte[2 + 1 + 32 + 1];
        var labelLength = Prefix.Length + label.Length;
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)output.Length);
        info[2] = (byte)labelLength;
        Encoding.ASCII.GetBytes(Prefix, info[3..]);
        Encoding.ASCII.GetBytes(label, info[(3 + Prefix.Length)..]);
        info[3 + labelLength] = 0;
        HKDF.Expand(HashAlgorithmName.SHA256, secret, output, info[..(4 + labelLength)]);
    }
}
