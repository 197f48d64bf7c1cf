namespace SocketWarp.TestSupport;

/// <summary>The openssl command, run in a folder of its own. Tests fail where it is missing.</summary>
public sealed class OpenSsl : IDisposable
{
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
        var (code, output, error) = await RunningProcess.RunAsync("openssl", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), folder: Folder);
        return (code, output + error);
    }

    public void Write(string file, string text) => File.WriteAllText(this[file], text);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
