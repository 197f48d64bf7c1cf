using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>The real executable on a state directory. Disposing kills it.</summary>
internal sealed class ScepProcess : IAsyncDisposable
{
    private readonly ProcessUnderTest _process;
    private readonly string _directory;

    private ScepProcess(ProcessUnderTest process, string directory) => (_process, _directory) = (process, directory);

    public static ScepProcess Start(string directory, params string[] more) =>
        new(
            ProcessUnderTest.Start(
                typeof(ScepServerServices),
                directory,
                ["--Scep:Listen", "127.0.0.1:0", "--Scep:StateDirectory", directory, "--Scep:Authority:Key", "Rsa2048", .. more]
            ),
            directory
        );

    public IReadOnlyList<string> Lines => _process.Lines;

    /// <summary>The API with the admin's token, once the process listens.</summary>
    public async Task<ScepApi> ApiAsync()
    {
        const string marker = "SCEP and its API on ";
        var line = await _process.WaitForLineAsync(marker);
        return new ScepApi(
            new Uri(line[(line.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..]),
            (await File.ReadAllTextAsync(Path.Combine(_directory, "admin.token"))).Trim(),
            patient: false
        );
    }

    public async Task KillAsync()
    {
        await _process.SignalAsync("KILL");
        await _process.ExitAsync();
    }

    public Task<int> ExitAsync() => _process.ExitAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
