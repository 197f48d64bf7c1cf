using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>A process of several hosts.</summary>
public sealed class SeveralHostsTests
{
    private readonly List<string> _steps = [];
    private IHost? _first;

    [Fact]
    public async Task Hosts_StartInOrder_AndEndFromTheLastToTheFirst_WhenOneStops()
    {
        var code = await RunAsync(Host("a"), Host("b"), Host("c", lifetime => lifetime.StopApplication()));
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(["a starts", "b starts", "c starts", "c stops", "b stops", "a stops"], _steps);
    }

    [Fact]
    public async Task Host_ThatCannotStart_EndsThoseBeforeIt_AndLeavesThoseBehindIt()
    {
        Assert.Equal(ExitCodes.Failure, await RunAsync(Host("a"), Host("b", _ => throw new StartupException("no")), Host("c")));
        Assert.Equal(["a starts", "b starts", "b stops", "a stops"], _steps);
    }

    [Fact]
    public async Task Host_ThatCannotStop_IsReported_AndTheOthersStop()
    {
        Assert.Equal(ExitCodes.Failure, await RunAsync(Host("a"), Host("b", lifetime => lifetime.StopApplication(), () => throw new IOException("no"))));
        Assert.Equal(["a starts", "b starts", "b stops", "a stops"], _steps);
    }

    [Fact]
    public async Task Settings_OfAllHosts_AreReportedTogether_BeforeAnyStarts()
    {
        using var errors = new StringWriter();
        var standard = Console.Error;
        Console.SetError(errors);
        try
        {
            Assert.Equal(
                ExitCodes.BadSettings,
                await RunAsync(
                    Host("a", args: ["--a:Count", "many", "--b:Count", "few"]),
                    Host("b", args: ["--a:Count", "many", "--b:Count", "few", "--d:Count", "1"])
                )
            );
        }
        finally
        {
            Console.SetError(standard);
        }

        Assert.Empty(_steps);
        Assert.Equal(
            [
                "sample: error: a:Count is \"many\": write a whole number that fits",
                "sample: error: b:Count is \"few\": write a whole number that fits",
                "sample: error: d is an unknown section; known: Certificates, Config, Logging, Process, Telemetry, a, b, c",
            ],
            errors.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n').Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Logs_OfAllHosts_AreTheFirstHosts_AtItsLevels()
    {
        var log = new LogLines();
        var first = Host("a", args: ["--Logging:LogLevel:Default", "Warning"], add: s => s.AddSingleton<ILoggerProvider>(log));
        var second = Host("b", lifetime => lifetime.StopApplication());
        var logger = second.Services.GetRequiredService<ILogger<SeveralHostsTests>>();
        Assert.False(logger.IsEnabled(LogLevel.Information));
        logger.Log(LogLevel.Warning, "seen");
        Assert.Equal(ExitCodes.Success, await RunAsync(first, second));
        Assert.Equal(1, log.Count("seen"));
    }

    [Fact]
    public async Task Termination_BeforeTheHostsAreUp_EndsThemInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        var code = await ServiceRunner
            .RunHostsAsync(
                "sample",
                () =>
                {
                    RunningProcess.MustRunAsync("kill", ["-TERM", $"{Environment.ProcessId}"]).Wait();
                    return [_ => Host("a")];
                }
            )
            .InTime();
        Assert.Equal(ExitCodes.Success, code);
    }

    private static Task<int> RunAsync(params IHost[] hosts) =>
        ServiceRunner.RunHostsAsync("sample", () => [.. hosts.Select(host => (Func<IHost?, IHost>)(_ => host))]).InTime();

    private IHost Host(
        string name,
        Action<IHostApplicationLifetime>? starting = null,
        Action? stopping = null,
        string[]? args = null,
        Action<IServiceCollection>? add = null
    )
    {
        var builder = ServiceApplication.CreateBuilder(name, args ?? [], part: new ProcessPart("sample", ["a", "b", "c", "Process", "Telemetry"], _first));
        builder
            .Services.AddSettings<SampleSettings>(name)
            .AddHostedService(s => new Steps(
                () =>
                {
                    _steps.Add($"{name} starts");
                    starting?.Invoke(s.GetRequiredService<IHostApplicationLifetime>());
                },
                () =>
                {
                    _steps.Add($"{name} stops");
                    stopping?.Invoke();
                }
            ));
        add?.Invoke(builder.Services);
        var host = builder.Build();
        _first ??= host;
        return host;
    }

    private sealed class Steps(Action starting, Action stopping) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            starting();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            stopping();
            return Task.CompletedTask;
        }
    }
}
