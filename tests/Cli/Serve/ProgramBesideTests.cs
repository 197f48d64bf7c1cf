using System.Runtime.Versioning;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary>A copy of <c>warp</c> with nothing of the product beside it, and programs that a test puts there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProgramBesideTests : IDisposable
{
    private const string Name = "SocketWarp.Connector";

    /// <summary>SIGPIPE, which .NET ignores, in a set of signals.</summary>
    private const ulong BrokenPipe = 1 << 12;

    private readonly TestDirectory _root = new();

    public ProgramBesideTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the programs of this test are shell scripts");
        Directory.CreateDirectory(Own);
        foreach (var file in Directory.GetFiles(Warp.Folder))
            File.Copy(file, Path.Combine(Own, Path.GetFileName(file)));
    }

    private string Own => _root.File("a/b/warp");

    private string Beside => _root.File($"a/b/{Name}");

    private string Built => _root.File($"a/{Name}/warp");

    [Fact]
    public async Task Connector_NotInstalled_SaysWhereItLooked()
    {
        var (code, output, error) = await RunAsync("exec \"$0\" connector");
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(
            $"warp: error: the program {Name} is not installed: it is not in {Own}, nor in {Beside}, nor in {Built}\n"
                + "warp: hint: put there what \"dotnet publish\" makes of its project; in a checkout, ./run.sh --check builds it\n",
            error
        );
    }

    [Fact]
    public async Task Connector_InSeveralFolders_IsTheFirst()
    {
        foreach (var folder in (string[])[Built, Beside, Own])
        {
            Install(folder, $"echo {folder}");
            Assert.Equal((0, folder + "\n", ""), await RunAsync("exec \"$0\" connector"));
        }
    }

    [Fact]
    public async Task Connector_Started_HasTheProcessArgumentsStreamsAndExitCodeOfTheCommand()
    {
        // Open files and signals are as in any new process; else a program that it starts in turn would miss what it relies on.
        const string state = "ls /proc/$$/fd | wc -l; grep -E '^Sig(Blk|Ign)' /proc/$$/status";
        Install(Built, state);
        Install(Beside, $"{state}; echo \"$$ $#: $*\"; cat; echo \"$SOCKETWARP_TOOL\" >&2; exit 7");
        var plain = (await RunAsync("exec \"$1\"", Path.Combine(Built, Name))).Output.Split('\n');
        var (code, output, error) = await RunAsync("echo in | { echo $BASHPID >&2; exec \"$0\" connector --A:B 'x y' --help; }");

        var id = error.Split('\n')[0];
        Assert.Equal((7, $"{id}\nwarp\n"), (code, error));
        var lines = output.Split('\n');
        Assert.Equal([plain[0], "SigBlk:\t0000000000000000"], lines[..2]);
        Assert.Equal(0ul, Convert.ToUInt64(lines[2].Split('\t')[1], 16) & BrokenPipe);
        Assert.Equal([$"{id} 3: --A:B x y --help", "in", ""], lines[3..]);
    }

    [Fact]
    public async Task Connector_ThatCannotRun_IsNamed()
    {
        Install(Own, "");
        File.SetUnixFileMode(Path.Combine(Own, Name), UnixFileMode.UserRead);
        var (code, _, error) = await RunAsync("exec \"$0\" connector");
        Assert.Equal((1, $"warp: error: {Path.Combine(Own, Name)} cannot be run: Permission denied\n"), (code, error));
    }

    public void Dispose() => _root.Dispose();

    private static void Install(string folder, string script)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <param name="script">With the path of <c>warp</c> as $0.</param>
    private async Task<(int Code, string Output, string Error)> RunAsync(string script, params string[] arguments)
    {
        await using var program = RunningProcess.Start("bash", ["-c", script, Path.Combine(Own, "warp"), .. arguments], folder: _root.Path);
        return (await program.ExitAsync(), program.Output, program.Error);
    }
}
