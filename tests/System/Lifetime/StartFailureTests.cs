using System.Net;
using System.Net.Sockets;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Lifetime;

/// <summary>Settings that work, and every failure at start: a non-zero code and clear lines on standard error, no stack trace.</summary>
public sealed class StartFailureTests
{
    [Fact]
    public async Task AllInOne_UnknownSetting_SaysWhichAndEnds() => await FailsAsync(2, "AppHost:Colour", "--AppHost:Colour", "red");

    [Fact]
    public async Task AllInOne_UnknownSection_SaysWhichAndEnds() => await FailsAsync(2, "Nonsense", "--Nonsense:Key", "1");

    [Fact]
    public async Task AllInOne_SeveralBadSettings_AreReportedTogether()
    {
        var error = await FailsAsync(2, "AppHost:VisitorPort", "--AppHost:VisitorPort", "70000", "--AppHost:TargetPort", "many");
        Assert.Contains("AppHost:TargetPort", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllInOne_BadSettingsOfSeveralParts_AreReportedTogetherAndNothingIsMade()
    {
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(
            state.Path,
            "--AppHost:VisitorPort",
            "70000",
            "--Scep:CertificateLifetime",
            "1s",
            "--Gateway:DrainPeriod",
            "2h",
            "--Connector:Targets",
            "nonsense"
        );
        Assert.Equal(2, await tool.ExitAsync(Limits.Start));
        foreach (var key in (string[])["AppHost:VisitorPort", "Scep:CertificateLifetime", "Gateway:DrainPeriod", "Connector:Targets:0"])
            Assert.Contains($"socketwarp-allinone: error: {key} is ", tool.Error, StringComparison.Ordinal);
        Assert.Equal(4, tool.Error.Split("error: ").Length - 1);
        Assert.Empty(Directory.GetFileSystemEntries(state.Path));
    }

    [Fact]
    public async Task AllInOne_WithoutVerification_Starts()
    {
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(state.Path, "--AppHost:SelfTest", "Only", "--Gateway:Admission:Verify", "false");
        Assert.True(await tool.ExitAsync(Limits.Start) == 0, tool.Error);
    }

    [Fact]
    public async Task AllInOne_SettingOfAPart_ReachesIt()
    {
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(
            state.Path,
            "--AppHost:SelfTest",
            "Only",
            "--Connector:Name",
            "chosen",
            "--Gateway:Sessions:MaxSessions",
            "5"
        );
        Assert.Equal(0, await tool.ExitAsync(Limits.Start));
        Assert.Contains("chosen", tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AppHost:ApiPort")]
    [InlineData("AppHost:ScepPort")]
    [InlineData("AppHost:TargetPort")]
    [InlineData("AppHost:VisitorPort")]
    public async Task AllInOne_PortInUse_SaysWhichAndEnds(string key)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await FailsAsync(1, $"{port}", $"--{key}", $"{port}");
    }

    private static async Task<string> FailsAsync(int code, string mentions, params string[] settings)
    {
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(state.Path, settings);
        Assert.Equal(code, await tool.ExitAsync(Limits.Start));
        Assert.Contains(mentions, tool.Error, StringComparison.Ordinal);
        Assert.Contains("socketwarp-allinone: error: ", tool.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", tool.Error, StringComparison.Ordinal);
        return tool.Error;
    }
}
