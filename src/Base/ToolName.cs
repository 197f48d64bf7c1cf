namespace SocketWarp.Base;

/// <summary>The name that people call a process by; begins each of its error lines.</summary>
public static class ToolName
{
    /// <summary>Set by a command that runs another program in its place: errors are those of the command that was typed.</summary>
    public const string Variable = "SOCKETWARP_TOOL";

    /// <param name="own">The name of the program itself.</param>
    public static string Of(string own) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : own;
}
