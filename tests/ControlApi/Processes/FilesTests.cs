using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

public sealed class FilesTests
{
    [Fact]
    public async Task Process_Running_WritesNothingOutsideItsStateDirectory()
    {
        using var directory = new TestDirectory();
        var home = Directory.CreateDirectory(directory.File("home")).FullName;
        var folder = Directory.CreateDirectory(directory.File("folder")).FullName;
        string[] arguments = ["--Api:Listen", "127.0.0.1:0", "--Control:Listen", "127.0.0.1:0", "--State:Directory", directory.File("state")];
        await using var process = ControlApiProcess.Start(
            folder,
            arguments,
            new Dictionary<string, string?>
            {
                ["HOME"] = home,
                ["XDG_DATA_HOME"] = home,
                ["XDG_CONFIG_HOME"] = home,
            }
        );
        await process.RestAsync();

        Assert.Equal([], Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories));
        Assert.Equal([], Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Process_WithoutAHome_Starts()
    {
        using var directory = new TestDirectory();
        string[] arguments = ["--Api:Listen", "127.0.0.1:0", "--Control:Listen", "127.0.0.1:0", "--State:Directory", directory.File("state")];
        await using var process = ControlApiProcess.Start(directory.Path, arguments, new Dictionary<string, string?> { ["HOME"] = "" });
        await process.RestAsync();

        Assert.Equal([directory.File("state")], Directory.EnumerateFileSystemEntries(directory.Path));
        Assert.DoesNotContain(process.Lines, l => l.Contains("warn:", StringComparison.Ordinal));
    }
}
