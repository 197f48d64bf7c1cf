namespace SocketWarp.Base;

/// <summary>A failure at start whose message already is the clear line (or lines) that people get to read.</summary>
public class StartupException : Exception
{
    /// <param name="message">One line or several, ready to be shown.</param>
    public StartupException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>What the process exits with.</summary>
    public virtual int ExitCode => ExitCodes.Failure;

    /// <summary>One line each, without the tool's name.</summary>
    public virtual IReadOnlyList<string> Lines => [Message];
}
