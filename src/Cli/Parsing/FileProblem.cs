namespace SocketWarp.Cli.Parsing;

/// <summary>Why a file that the user named cannot be used.</summary>
internal static class FileProblem
{
    public static string Describe(Exception failure) =>
        failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => "it does not exist",
            UnauthorizedAccessException => "this user may not read it",
            _ => failure.Message,
        };
}
