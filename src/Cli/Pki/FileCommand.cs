using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Pki.Files;

namespace SocketWarp.Cli.Pki;

/// <summary>A command that works on files alone, with every failure told in the same way.</summary>
internal sealed class FileCommand : Command
{
    public FileCommand(Voice voice, string name, string description, Func<ParseResult, int> run)
        : base(name, description) => SetAction(parsed => Run(parsed, voice, run));

    private static int Run(ParseResult parsed, Voice voice, Func<ParseResult, int> run)
    {
        try
        {
            return run(parsed);
        }
        catch (WarpException e)
        {
            voice.Error(e.Message, e.Hint);
            return e.ExitCode;
        }
        catch (Exception e) when (e is CertificateFileException or InvalidOperationException)
        {
            voice.Error(e.Message);
            return ExitCode.BadArgument;
        }
    }
}
