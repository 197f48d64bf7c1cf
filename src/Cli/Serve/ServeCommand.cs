using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Serve;

/// <summary>A command that a program of its own does. All that stands behind it goes there as it is, <c>--help</c> too.</summary>
internal sealed class ServeCommand : Command
{
    private readonly string _program;
    private readonly string[] _first;

    /// <param name="program">The program's name.</param>
    /// <param name="first">What it is told before the arguments.</param>
    public ServeCommand(string name, string description, string program, params string[] first)
        : base(name, description)
    {
        (_program, _first) = (program, first);
        TreatUnmatchedTokensAsErrors = false;
    }

    /// <returns>The exit code.</returns>
    public int Run(IEnumerable<string> args, Voice voice) => ProgramBeside.Run(_program, [.. _first, .. args], voice);
}
