using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>A ScepServer as a process of its own.</summary>
internal static class ScepProcess
{
    /// <summary>Starts it in its state directory, on a port of the system's choice.</summary>
    public static RunningProcess Start(string directory, params string[] more) =>
        RunningProcess.Start(
            typeof(ScepServerServices),
            directory,
            ["--Scep:Listen", "127.0.0.1:0", "--Scep:StateDirectory", directory, "--Scep:Authority:Key", "Rsa2048", .. more]
        );

    /// <summary>The API with the admin's token, once the process listens.</summary>
    public static async Task<ScepApi> ApiAsync(this RunningProcess process, string directory)
    {
        const string marker = "SCEP and its API on ";
        var line = await process.WaitForLineAsync(marker);
        return new ScepApi(
            new Uri(line[(line.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..]),
            (await File.ReadAllTextAsync(Path.Combine(directory, "admin.token"))).Trim(),
            patient: false
        );
    }
}
