using Microsoft.Extensions.Configuration;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class LogLevelTests
{
    [Fact]
    public void Toggle_LowersTheLevelsOfTheConsoleToo_AndGivesThemBack()
    {
        var levels = Create(
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:Console:LogLevel:SocketWarp", "Error"),
            ("Logging:Console:LogLevel:SocketWarp.QuicGateway", "Warning")
        );

        levels.ToggleDebug();

        Assert.Equal("Debug", Get(levels, "LogLevel:SocketWarp"));
        Assert.Equal("Debug", Get(levels, "Console:LogLevel:SocketWarp"));
        Assert.Null(Get(levels, "Console:LogLevel:SocketWarp.QuicGateway"));
        Assert.Equal("Warning", Get(levels, "LogLevel:Default"));

        levels.ToggleDebug();

        Assert.Null(Get(levels, "LogLevel:SocketWarp"));
        Assert.Equal("Error", Get(levels, "Console:LogLevel:SocketWarp"));
        Assert.Equal("Warning", Get(levels, "Console:LogLevel:SocketWarp.QuicGateway"));
    }

    [Fact]
    public void Toggle_LeavesWhatIsLowerAlone()
    {
        var levels = Create(("Logging:Console:LogLevel:SocketWarp.Pki", "Trace"));

        levels.ToggleDebug();

        Assert.Equal("Trace", Get(levels, "Console:LogLevel:SocketWarp.Pki"));
        Assert.Equal("Debug", Get(levels, "Console:LogLevel:SocketWarp"));
    }

    private static LogLevels Create(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());

    private static string? Get(LogLevels levels, string key) => levels.TryGet(key, out var value) ? value : null;
}
