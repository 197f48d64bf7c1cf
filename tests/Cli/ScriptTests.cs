using SocketWarp.Cli.Tests.Scripting;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests;

/// <summary>The scripts of the folder Scripts, each against an API of its own.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Scripts");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Script_Runs_AsWritten(string name)
    {
        using var directory = new TestDirectory();
        await using var world = new ScriptWorld(await TestApi.StartAsync());
        await new ScriptRunner(world, directory.Path).RunAsync(
            Script.Read(await File.ReadAllLinesAsync(Path.Combine(Folder, $"{name}.txt"), TestContext.Current.CancellationToken))
        );
    }
}
