using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Deployment;

/// <summary>The units in <c>deploy/systemd</c>, as systemd reads them, and as the programs do.</summary>
public sealed class UnitTests
{
    private const string Installed = "/opt/socketwarp/SocketWarp.";

    public static TheoryData<string, string> Units =>
        new()
        {
            { "gateway", "QuicGateway" },
            { "connector", "Connector" },
            { "controlapi", "ControlApi" },
            { "scepserver", "ScepServer" },
        };

    [Fact]
    public void Folder_HasThese() =>
        Assert.Equal(
            Units.Select(u => $"socketwarp-{u.Data.Item1}.service").Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.PathOf("deploy", "systemd")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Unit_OfAProgram_IsOneThatSystemdTakes_AndIsHardened(string unit, string program)
    {
        using var folder = new TestDirectory();
        var copy = folder.File($"socketwarp-{unit}.service");
        // systemd wants to see the program that is started.
        await File.WriteAllTextAsync(copy, Read(unit).Replace($"{Installed}{program}", Repository.Executable(program), StringComparison.Ordinal));

        var (code, output, error) = await RunningProcess.RunAsync("systemd-analyze", ["verify", "--man=no", copy]);
        Assert.True(code == 0 && output + error == "", $"{code} {output} {error}");

        // 2.0 of 10, and 9.6 without any of it.
        var exposure = await RunningProcess.RunAsync("systemd-analyze", ["security", "--no-pager", "--offline=yes", "--threshold=20", copy]);
        Assert.True(exposure.Code == 0, exposure.Output + exposure.Error);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Unit_OfAProgram_GivesItSettingsThatItHas(string unit, string program)
    {
        using var folder = new TestDirectory();
        await File.WriteAllTextAsync(folder.File("socketwarp.json"), "{}");
        var lines = Read(unit).Replace("${STATE_DIRECTORY}", folder.Path, StringComparison.Ordinal).Split('\n');
        var variables = lines
            .Where(l => l.StartsWith("Environment=", StringComparison.Ordinal))
            .Select(l => l["Environment=".Length..].Split('=', 2))
            .ToDictionary(v => v[0], v => (string?)v[1].Replace("%t", folder.Path, StringComparison.Ordinal));
        variables["SOCKETWARP_CONFIG"] = folder.File("socketwarp.json");
        var command = lines.Single(l => l.StartsWith($"ExecStart={Installed}{program}", StringComparison.Ordinal)).Split(' ')[1..];

        // It asks the process that has these settings, and finds nobody.
        await using var tool = RunningProcess.Start(Repository.Executable(program), [.. command, "--health"], variables, folder.Path);

        var code = await tool.ExitAsync(Limits.Start);
        Assert.True(code == 1, $"{code} {tool.Output} {tool.Error}");
    }

    private static string Read(string unit) => File.ReadAllText(Repository.PathOf("deploy", "systemd", $"socketwarp-{unit}.service"));
}
