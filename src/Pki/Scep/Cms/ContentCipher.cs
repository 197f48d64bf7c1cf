namespace SocketWarp.Pki.Scep.Cms;

/// <summary>A cipher that encrypts a message's content.</summary>
internal sealed record ContentCipher(string Oid, int KeyLength, bool Legacy)
{
    public static ContentCipher Aes256 { get; } = new("2.16.840.1.101.3.4.1.42", 32, Legacy: false);

    public static ContentCipher Aes128 { get; } = new("2.16.840.1.101.3.4.1.2", 16, Legacy: false);

    public static ContentCipher TripleDes { get; } = new("1.2.840.113549.3.7", 24, Legacy: true);

    private static readonly ContentCipher[] All =
    [
        Aes256,
        Aes128,
        TripleDes,
        new("2.16.840.1.101.3.4.1.22", 24, Legacy: false),
        new("1.3.14.3.2.7", 8, Legacy: true),
    ];

    /// <exception cref="ScepMessageException">when it is unknown, or too old without <see cref="ScepPolicy.AllowLegacy"/>.</exception>
    public static ContentCipher Of(string? oid, ScepPolicy policy)
    {
        var cipher =
            Array.Find(All, c => c.Oid == oid)
            ?? throw new ScepMessageException(FailInfo.BadAlg, $"the content is encrypted with {oid}: use AES-256-CBC or AES-128-CBC");
        return !cipher.Legacy || policy.AllowLegacy
            ? cipher
            : throw new ScepMessageException(FailInfo.BadAlg, "the content is encrypted with DES or 3DES: use AES-256-CBC or AES-128-CBC");
    }
}
