using System.ComponentModel;
using System.Diagnostics;

namespace SocketWarp.Bench;

/// <summary>Other programs: services run with their output drained, tools until their end.</summary>
internal static class Programs
{
    private static readonly bool Trace = Environment.GetEnvironmentVariable("BENCH_TRACE") == "1";

    public static Process Start(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var process = Launch(program, arguments, folder);
        process.OutputDataReceived += (_, line) => WriteTrace(program, line.Data);
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Its input and output are the caller's; what it complains of is everybody's.</summary>
    public static Process StartTalking(string program, IEnumerable<string> arguments) => Launch(program, arguments, null, talking: true);

    /// <summary>Runs to the end; returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Launch(program, arguments, null);
        using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return output;
    }

    /// <summary>Runs to the end, which must be a good one.</summary>
    public static async Task MustRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var process = Launch(program, arguments, null);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}; BENCH_TRACE=1 shows what it says");
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    public static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Process Launch(string program, IEnumerable<string> arguments, string? folder, bool talking = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = talking,
            RedirectStandardOutput = true,
            RedirectStandardError = !talking,
            WorkingDirectory = folder ?? "",
        };
        try
        {
            var process = Process.Start(start)!;
            if (talking)
                return process;
            process.ErrorDataReceived += (_, line) => WriteTrace(program, line.Data);
            process.BeginErrorReadLine();
            return process;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{program} is needed and could not be started ({exception.Message}); Debian has it as a package", exception);
        }
    }

    private static void WriteTrace(string program, string? line)
    {
        if (Trace && line != null)
            Console.Error.WriteLine($"{Path.GetFileName(program)}: {line}");
    }
}
