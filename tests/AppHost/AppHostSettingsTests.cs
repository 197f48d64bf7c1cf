using SocketWarp.TestSupport;

namespace SocketWarp.AppHost.Tests;

/// <summary>What the composition says of what it cannot use.</summary>
public sealed class AppHostSettingsTests
{
    [Theory]
    [InlineData("--Redis", "often", "--Redis is \"often\": write auto, container, server or none")]
    [InlineData("--VisitorPort", "70000", "--VisitorPort is \"70000\": write a port from 1 to 65535")]
    [InlineData("--FreePorts", "yes", "--FreePorts is \"yes\": write true or false")]
    public async Task WrongValue_EndsItWithCode2_AndSaysWhatToWrite(string key, string value, string said)
    {
        await using var program = RunningProcess.Start(Repository.Executable("AppHost"), [key, value]);
        Assert.Equal(2, await program.ExitAsync(Waiting.Patience));
        Assert.Contains($"socketwarp-apphost: error: {said}", program.Error, StringComparison.Ordinal);
    }
}
