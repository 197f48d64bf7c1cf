namespace SocketWarp.Protocol;

/// <summary>The messages of this library are "what is wrong: how to correct it".</summary>
public static class ProblemText
{
    /// <summary>Takes such a message apart.</summary>
    public static (string What, string Fix) Split(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var at = message.LastIndexOf(": ", StringComparison.Ordinal);
        return at < 0 ? (message, "write another value") : (message[..at], message[(at + 2)..]);
    }
}
