using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SocketWarp.Base;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Serve;

/// <summary>A program of this product that is installed beside <c>warp</c>, and runs in its place.</summary>
internal static class ProgramBeside
{
    private const int BrokenPipe = 13;

    /// <param name="name">Such as <c>SocketWarp.Connector</c>.</param>
    /// <returns>The exit code. On Unix only when the program does not start: otherwise this process is that program.</returns>
    public static int Run(string name, IReadOnlyList<string> args, Voice voice)
    {
        var folders = Folders(name);
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        if (folders.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists) is not { } path)
        {
            voice.Error(
                $"the program {name} is not installed: it is not in {string.Join(", nor in ", folders)}",
                "put there what \"dotnet publish\" makes of its project; in a checkout, ./run.sh --check builds it"
            );
            return ExitCode.Failed;
        }

        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return Start(path, args);
        voice.Error($"{path} cannot be run: {Become(path, args)}");
        return ExitCode.Failed;
    }

    /// <summary>
    /// The folders that the program may be in, in order: that of <c>warp</c>; one beside it with the program's name; and as a build has them, with the
    /// configuration below.
    /// </summary>
    private static string[] Folders(string name)
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var above = Path.GetDirectoryName(own) ?? own;
        return [own, Path.Combine(above, name), Path.Combine(Path.GetDirectoryName(above) ?? above, name, Path.GetFileName(own))];
    }

    /// <summary>Signals, terminal, process id and exit code are then the program's own.</summary>
    /// <returns>Why it does not run.</returns>
    [UnsupportedOSPlatform("windows")]
    private static string Become(string path, IReadOnlyList<string> args)
    {
        _ = SetVariable(ToolName.Variable, Voice.Tool, 1);
        // The runtime ignores it, and what is ignored stays so. What the runtime handles or opened ends with it.
        _ = SetSignal(BrokenPipe, 0);
        // The diagnostic socket of this runtime: that of the next one has the same name, as the process is the same.
        var folder = Path.GetTempPath();
        foreach (
            var socket in Directory.Exists(folder)
                ? Directory.GetFiles(folder, $"dotnet-diagnostic-{Environment.ProcessId}-*-socket", new EnumerationOptions())
                : []
        )
            File.Delete(socket);
        _ = Execute(path, [.. args.Prepend(path).Select(Marshal.StringToCoTaskMemUTF8), 0]);
        return new Win32Exception(Marshal.GetLastPInvokeError()).Message;
    }

    private static int Start(string path, IReadOnlyList<string> args)
    {
        // Ctrl-C and Ctrl-Break reach the program as well, which ends in order.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => context.Cancel = true);
        var start = new ProcessStartInfo(path, args) { Environment = { [ToolName.Variable] = Voice.Tool } };
        using var program = Process.Start(start)!;
        program.WaitForExit();
        return program.ExitCode;
    }

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetSignal(int signal, nint handler);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint[] arguments);
}
