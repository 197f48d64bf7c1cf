namespace SocketWarp.Cli.Parsing;

/// <summary>A secret in a file, or from standard input: never on the command line, which every user of a machine can read.</summary>
internal static class SecretFile
{
    public const string StandardInput = "-";

    private const int MaxLength = 1024;

    /// <param name="option">For messages, which never repeat the secret.</param>
    /// <param name="path">Or <see cref="StandardInput"/>.</param>
    /// <param name="exact">Keeps blanks at both ends, which may be part of a password that somebody chose.</param>
    /// <exception cref="WarpException">when it cannot be read, or holds no secret.</exception>
    public static string Read(string option, string path, bool exact = false)
    {
        try
        {
            using var reader = path == StandardInput ? Console.In : new StreamReader(path);
            var buffer = new char[MaxLength + 1];
            // Standard input keeps its byte order mark.
            var text = new string(buffer, 0, reader.ReadBlock(buffer, 0, buffer.Length)).TrimStart('\uFEFF').TrimEnd('\r', '\n');
            if (!exact)
                text = text.Trim();
            return text.Length is > 0 and <= MaxLength && !text.Any(char.IsControl)
                ? text
                : throw new WarpException(
                    ExitCode.BadArgument,
                    $"{option} is \"{path}\", which holds no secret",
                    $"write one line of 1 to {MaxLength} characters into it"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarpException(
                ExitCode.BadArgument,
                $"{option} is \"{path}\", which cannot be read: {FileProblem.Describe(e)}",
                "name a file that holds the secret, or - for standard input"
            );
        }
    }
}
