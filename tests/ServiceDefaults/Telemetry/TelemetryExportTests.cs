using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.ServiceDefaults.Telemetry;
using SocketWarp.TestSupport;

namespace SocketWarp.ServiceDefaults.Tests.Telemetry;

/// <summary>A receiver that takes everything and never answers.</summary>
public sealed class TelemetryExportTests
{
    private const int Records = 100_000;

    /// <summary>Two full queues; without a limit it is more than 100 MB.</summary>
    private const long MostMemory = 16_000_000;

    [Fact]
    public async Task Receiver_ThatNeverAnswers_CostsLittleMemory_AndHoldsUpNobody()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        using var host = Build($"http://{receiver.LocalEndpoint}");
        using var source = new ActivitySource($"{ServiceTelemetry.SourcePrefix}Silent");
        await host.StartAsync(TestContext.Current.CancellationToken);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SocketWarp.Silent");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Records; i++)
        {
            using var activity = source.StartActivity("work")?.SetTag("number", $"{i:D200}");
#pragma warning disable CA1848, CA1873 // Once each in a test.
            logger.LogInformation("Record {Number}", $"{i:D200}");
#pragma warning restore CA1848, CA1873
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostMemory);

        watch.Restart();
        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
        host.Dispose();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Start_ThatFails_IsNotHeldUpByTheLastBatch()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        using var host = Build($"http://{receiver.LocalEndpoint}");
        // A log record waits as soon as somebody logs; nothing has started, so nothing is stopped.
#pragma warning disable CA1848
        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SocketWarp.Silent").LogWarning("Not started");
#pragma warning restore CA1848
        var watch = Stopwatch.StartNew();
        await Task.Run(host.Dispose, TestContext.Current.CancellationToken).InTime();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    private static IHost Build(string receiver)
    {
        var builder = ServiceApplication.CreateBuilder(
            "sample",
            [],
            new Dictionary<string, string?> { ["Telemetry:OtlpEndpoint"] = receiver, ["Logging:Console:LogLevel:Default"] = "None" }
        );
        return builder.Build();
    }
}
