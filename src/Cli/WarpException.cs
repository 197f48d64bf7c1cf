using SocketWarp.Protocol;

namespace SocketWarp.Cli;

/// <summary>Ends a command with a message for people and a code for programs.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">Lower case, no full stop.</param>
/// <param name="hint">What to do about it.</param>
internal sealed class WarpException(int exitCode, string message, string? hint = null) : Exception(message)
{
    public int ExitCode => exitCode;

    public string? Hint => hint;

    /// <param name="message">One of <see cref="ProblemText"/>.</param>
    public static WarpException BadArgument(string message)
    {
        var (what, fix) = ProblemText.Split(message);
        return new WarpException(Cli.ExitCode.BadArgument, what, fix);
    }
}
