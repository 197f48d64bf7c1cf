using SocketWarp.Base;
using SocketWarp.Cli.Parsing;

namespace SocketWarp.Cli.Api;

/// <summary>Reads tokens without ever repeating them.</summary>
internal static class TokenText
{
    // Ours have about 60 characters; a file that is longer is something else.
    private const int MaxLength = 4096;

    /// <exception cref="WarpException">when the file cannot be read or holds no token.</exception>
    public static Secret ReadFile(ApiService service, string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxLength + 1];
            return Check(new string(buffer, 0, reader.ReadBlock(buffer, 0, buffer.Length)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarpException(
                ExitCode.BadArgument,
                $"the token file \"{path}\" cannot be read: {FileProblem.Describe(e)}",
                $"name a token file with --token-file; {service.FirstToken}"
            );
        }
    }

    /// <param name="where">For the message.</param>
    public static Secret Check(string text, string where)
    {
        var token = text.Trim();
        var valid = token.Length is > 0 and <= MaxLength && token.All(c => c is > ' ' and < '\x7f');
        return valid
            ? new Secret(token)
            : throw new WarpException(ExitCode.BadArgument, $"{where} holds no token", "a token is one line of letters, digits, '-' and '_'");
    }
}
