using Microsoft.Extensions.Configuration;
using SocketWarp.Base;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class ConfigurationSourceTests : IDisposable
{
    private const string Variable = "SOCKETWARP_Sources__Environment";
    private readonly string _directory = Directory.CreateTempSubdirectory("socketwarp-").FullName;

    public ConfigurationSourceTests() => Environment.SetEnvironmentVariable(Variable, "environment");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Sources_LaterOnes_Win()
    {
        var file = Path.Combine(_directory, "settings.json");
        File.WriteAllText(file, """{ "Sources": { "File": "file", "Environment": "file", "CommandLine": "file" } }""");
        using var configuration = new ConfigurationManager();

        ServiceConfiguration.Use(
            configuration,
            ["--Config", file, "--Sources:CommandLine=command line"],
            new Dictionary<string, string?> { ["Sources:Default"] = "default", ["Sources:File"] = "default" }
        );

        Assert.Equal(
            ("default", "file", "environment", "command line"),
            (configuration["Sources:Default"], configuration["Sources:File"], configuration["Sources:Environment"], configuration["Sources:CommandLine"])
        );
    }

    [Fact]
    public void Arguments_SeveralWrong_AreAllReported()
    {
        using var configuration = new ConfigurationManager();

        var failure = Assert.Throws<SettingsException>(() => ServiceConfiguration.Use(configuration, ["serve", "-v", "--Api:Listen"]));

        Assert.Equal(3, failure.Lines.Count);
        Assert.Equal(ExitCodes.BadSettings, failure.ExitCode);
    }

    [Fact]
    public void VariablesOfOurs_ThatAreNoSettings_AreLeftAlone()
    {
        Environment.SetEnvironmentVariable("SOCKETWARP_NATIVE", "/somewhere");
        using var configuration = new ConfigurationManager();

        ServiceConfiguration.Use(configuration, []);

        Assert.Null(configuration["NATIVE"]);
    }
}
