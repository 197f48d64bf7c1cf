using System.Security.Cryptography;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>
/// Decrypts content keys so that a wrong padding looks like a wrong key: a random key takes its place, and the content is then
/// what fails (RFC 3218 section 2.3.2). Otherwise a peer that may send us messages could decrypt those of others, one guess a message.
/// </summary>
internal sealed class SteadyRsa(RSA key, int contentKeyLength) : RSA
{
    public override int KeySize => key.KeySize;

    public override bool TryDecrypt(ReadOnlySpan<byte> data, Span<byte> destination, RSAEncryptionPadding padding, out int bytesWritten)
    {
        var content = DecryptOrSubstitute(data, padding);
        bytesWritten = content.Length;
        return content.AsSpan().TryCopyTo(destination);
    }

    public override byte[] Decrypt(byte[] data, RSAEncryptionPadding padding) => DecryptOrSubstitute(data, padding);

    public override RSAParameters ExportParameters(bool includePrivateParameters) => throw new NotSupportedException();

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

    private byte[] DecryptOrSubstitute(ReadOnlySpan<byte> data, RSAEncryptionPadding padding)
    {
        var substitute = RandomNumberGenerator.GetBytes(contentKeyLength);
        try
        {
            var content = key.Decrypt(data, padding);
            return content.Length == contentKeyLength ? content : substitute;
        }
        catch (CryptographicException)
        {
            return substitute;
        }
    }
}
