namespace SocketWarp.Pki.Scep;

/// <summary>Texts that have to be the same wherever they are used.</summary>
internal static class ScepTexts
{
    /// <summary>The text for every fault that only decrypted content can show (see <see cref="FailInfo.BadMessageCheck"/>).</summary>
    public const string Unreadable = "the message's content cannot be decrypted, or is not what its signer may send";
}
