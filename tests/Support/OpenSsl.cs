using System.Diagnostics;

namespace SocketWarp.TestSupport;

/// <summary>The openssl command, run in a folder of its own. Tests fail where it is missing.</summary>
public sealed class OpenSsl : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Folder { get; } = Directory.CreateTempSubdirectory("socketwarp-pki-").FullName;

    public string this[string file] => Path.Combine(Folder, file);

    /// <returns>What it printed; it must have ended well.</returns>
    public async Task<string> RunAsync(string arguments)
    {
        var (code, text) = await TryRunAsync(arguments);
        return code == 0 ? text : throw new InvalidOperationException($"openssl {arguments}: {text}");
    }

    public async Task<(int Code, string Text)> TryRunAsync(string arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    public void Write(string file, string text) => File.WriteAllText(this[file], text);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
