using System.Diagnostics;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>A foreign program, run in a folder. Tests fail where it is missing.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().InTime(Patience);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <returns>What it printed on standard output; it must have ended well.</returns>
    public static async Task<string> MustRunAsync(string folder, string program, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(folder, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors}");
        return output;
    }
}
