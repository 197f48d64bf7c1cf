namespace SocketWarp.QuicGateway.Identity;

/// <summary>A file with a bearer token, read again each time.</summary>
internal static class TokenFile
{
    // A token has some dozen characters; a file given by mistake is not sent.
    private const int MaxLength = 4096;

    /// <exception cref="IOException">when it cannot be read, or holds no token.</exception>
    /// <exception cref="UnauthorizedAccessException">when it may not be read.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        if (token.Length is 0 or > MaxLength || token.Any(c => c is <= ' ' or > '~'))
            throw new IOException($"token file {path} holds no token");
        return token;
    }
}
