namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>One command of a script with what is expected of it, or one thing that happens to the gateway.</summary>
/// <param name="Line">Where it is, from 1.</param>
/// <param name="Command">After <c>$</c>; null for an event.</param>
/// <param name="Event">After <c>@</c>; null for a command.</param>
internal sealed record ScriptStep(int Line, string? Command, string? Event)
{
    /// <summary>Lines of standard output; <c>*</c> stands for anything.</summary>
    public List<string> Output { get; } = [];

    /// <summary>Lines of standard error, after <c>!</c>.</summary>
    public List<string> Error { get; } = [];

    /// <summary>The exit code behind <c>?</c>.</summary>
    public int ExitCode { get; set; }
}
