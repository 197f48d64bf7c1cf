using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class ServiceRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Host_ToldToStop_ExitsWith0() =>
        Assert.Equal(ExitCodes.Success, await RunAsync((services, _) => services.GetRequiredService<IHostApplicationLifetime>().StopApplication()));

    [Fact]
    public async Task Host_WithAPartThatFails_ExitsWith1() =>
        Assert.Equal(
            ExitCodes.Failure,
            await RunAsync((services, _) => services.GetRequiredService<ServiceFailure>().Fail(new InvalidOperationException("listener died")))
        );

    [Fact]
    public async Task Host_WithABackgroundServiceThatDies_ExitsWith1() =>
        Assert.Equal(ExitCodes.Failure, await RunAsync((_, _) => throw new InvalidOperationException("died")));

    [Fact]
    public async Task Host_WithABackgroundServiceThatDiesWithACode_ExitsWithIt() =>
        Assert.Equal(ExitCodes.BadSettings, await RunAsync((_, _) => throw new SettingsException(["no"])));

    [Fact]
    public async Task Host_ThatDoesNotEnd_IsLeftAtTheDeadline()
    {
        var release = new TaskCompletionSource();

        var code = await ServiceRunner
            .RunAsync(
                "sample",
                () =>
                    Build(
                        services => services.AddHostedService(_ => new Stuck(release.Task)),
                        (s, _) => s.GetRequiredService<IHostApplicationLifetime>().StopApplication()
                    )
            )
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Failure, code);
        release.SetResult();
    }

    [Fact]
    public async Task Host_WithBadSettings_ExitsWith2() =>
        Assert.Equal(
            ExitCodes.BadSettings,
            await ServiceRunner
                .RunAsync("sample", () => Build(s => s.AddSettings<SampleSettings>("Sample", o => o.Wait = TimeSpan.Zero), (_, _) => { }))
                .WaitAsync(Limit, TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task Build_ThatThrows_ExitsWith1() =>
        Assert.Equal(
            ExitCodes.Failure,
            await ServiceRunner.RunAsync("sample", () => throw new IOException("no")).WaitAsync(Limit, TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task WorkMeanwhile_RunsWhileTheHostIsBuilt()
    {
        using var working = new ManualResetEventSlim();
        var seen = false;

        var code = await ServiceRunner.RunAsync("sample", BuildWhileWorking, working.Set).WaitAsync(2 * Limit, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Success, code);
        Assert.True(seen);

        IHost BuildWhileWorking()
        {
            seen = working.Wait(Limit, TestContext.Current.CancellationToken);
            return Build(_ => { }, (services, _) => services.GetRequiredService<IHostApplicationLifetime>().StopApplication());
        }
    }

    [Fact]
    public async Task WorkMeanwhile_WhenBuildThrows_IsWaitedFor()
    {
        using var working = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();

        var running = ServiceRunner.RunAsync("sample", FailWhileWorking, Work);
        Assert.False(running.IsCompleted);
        release.Set();

        Assert.Equal(ExitCodes.Failure, await running.WaitAsync(Limit, TestContext.Current.CancellationToken));

        void Work()
        {
            working.Set();
            release.Wait(Limit);
        }

        IHost FailWhileWorking()
        {
            working.Wait(Limit);
            throw new IOException("no");
        }
    }

    [Fact]
    public async Task Part_ThatCannotBeConstructed_IsTheOnlyError()
    {
        using var errors = new StringWriter();
        var standard = Console.Error;
        Console.SetError(errors);
        try
        {
            await ServiceRunner
                .RunAsync("sample", () => Build(services => services.AddHostedService<Stuck>(_ => throw new StartupException("no key")), (_, _) => { }))
                .WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            Console.SetError(standard);
        }

        Assert.Equal($"sample: error: no key{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task StandardError_ThatNobodyReads_HoldsUpNeitherAPartThatLogsNorTheEnd()
    {
        using var pipe = new FullPipe();
        var code = await ServiceRunner.RunAsync("sample", () => Build(_ => { }, LogALot)).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Success, code);

        static void LogALot(IServiceProvider services, CancellationToken stopping)
        {
            var logger = services.GetRequiredService<ILogger<ServiceRunnerTests>>();
            for (var i = 0; i < 50_000; i++)
            {
                if (logger.IsEnabled(LogLevel.Information))
                    logger.LogInformation("line {Number}", i);
            }

            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [Fact]
    public async Task StandardError_ThatNobodyReads_DoesNotHoldUpAStartThatFails()
    {
        using var pipe = new FullPipe();
        Assert.Equal(
            ExitCodes.Failure,
            await Task.Run(() => ServiceRunner.RunAsync("sample", () => throw new IOException("no")), TestContext.Current.CancellationToken)
                .WaitAsync(Limit, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Hangup_BeforeTheHostIsUp_IsHeededOnceItIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGHUP");
        var log = new LogLines();
        var code = await ServiceRunner
            .RunAsync(
                "sample",
                () =>
                {
                    RunningProcess.MustRunAsync("kill", ["-HUP", $"{Environment.ProcessId}"]).Wait();
                    return Build(services => services.AddSingleton<ILoggerProvider>(log), EndAfterTheSignal);
                }
            )
            .WaitAsync(2 * Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Success, code);

        void EndAfterTheSignal(IServiceProvider services, CancellationToken stopping)
        {
            log.WaitAsync("SIGHUP is done").Wait(stopping);
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [Fact]
    public void Failure_OfSeveralLayers_IsOneLineWithoutRepetition()
    {
        var failure = new IOException("Failed to load\nfile 'x'.", new FormatException("Line 3.", new FormatException("Line 3.")));

        Assert.Equal("Failed to load file 'x': Line 3", Assert.Single(FailureText.Lines(failure)));
    }

    [Fact]
    public void Failure_AddressInUse_SaysWhatToDo()
    {
        var failure = new IOException(
            "Failed to bind to address http://127.0.0.1:1: address already in use.",
            new SocketException((int)SocketError.AddressAlreadyInUse)
        );

        Assert.Equal(
            "Failed to bind to address http://127.0.0.1:1: address already in use; end the program that uses the address, or set another one",
            Assert.Single(FailureText.Lines(failure))
        );
    }

    [Fact]
    public void Failure_OfAPortThatIsTakenInOneFamily_SaysInWhich()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Any, 0);
        taken.Start();
        var address = $"http://[::]:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}";
        var failure = new IOException(
            $"Failed to bind to address {address}: address already in use.",
            new SocketException((int)SocketError.AddressAlreadyInUse)
        );

        Assert.Equal(
            $"Failed to bind to address {address}: address already in use (on IPv4, though not on IPv6); end the program that uses the address, or set "
                + $"another one",
            Assert.Single(FailureText.Lines(failure))
        );
    }

    [Fact]
    public async Task Telemetry_WithAnEndpoint_IsExportedThere()
    {
        using var collector = new TcpListener(System.Net.IPAddress.Loopback, 0);
        collector.Start();
        var builder = ServiceApplication.CreateBuilder(
            "sample",
            [],
            new Dictionary<string, string?> { ["Telemetry:OtlpEndpoint"] = $"http://{collector.LocalEndpoint}" }
        );
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var connected = collector.AcceptSocketAsync(TestContext.Current.CancellationToken);

        var ending = Task.Run(host.Dispose, TestContext.Current.CancellationToken);

        using var connection = await connected.AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
        connection.Dispose();
        collector.Stop();
        await ending.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private static Task<int> RunAsync(Action<IServiceProvider, CancellationToken> work) =>
        ServiceRunner.RunAsync("sample", () => Build(_ => { }, work)).WaitAsync(Limit, TestContext.Current.CancellationToken);

    private static IHost Build(Action<IServiceCollection> add, Action<IServiceProvider, CancellationToken> work)
    {
        var builder = ServiceApplication.CreateBuilder("sample", []);
        add(builder.Services);
        builder.Services.AddHostedService(s => new Work(s, work));
        return builder.Build();
    }

    private sealed class Work(IServiceProvider services, Action<IServiceProvider, CancellationToken> work) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            work(services, stoppingToken);
        }
    }

    private sealed class Stuck(Task release) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => release;
    }
}
