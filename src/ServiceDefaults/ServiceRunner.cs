using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ServiceDefaults;

/// <summary>Runs the hosts of a process from start to end and turns every failure into clear lines on standard error and an exit code.</summary>
public static class ServiceRunner
{
    private static readonly TimeSpan LastSignal = TimeSpan.FromMilliseconds(200);

    /// <summary>How long to wait for the line that says that the time for ending is used up.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc cref="RunHostsAsync"/>
    public static Task<int> RunAsync(string tool, Func<IHost> build, Action? meanwhile = null, int descriptors = ProcessDescriptors.Ordinary) =>
        RunHostsAsync(tool, () => [_ => build()], meanwhile, descriptors);

    /// <summary>
    /// Starts hosts in order, once the settings of all are known to be right. When one of them stops, or a signal says so, ends them from the last to the
    /// first.
    /// </summary>
    /// <param name="tool">What people call this process; begins each error line.</param>
    /// <param name="build">Makes what makes the hosts, each from the first one, which is null for the first; both may throw.</param>
    /// <param name="meanwhile">Slow work that the hosts will need, done beside their start.</param>
    /// <param name="descriptors">The descriptors that the started process has open, nearly all for libraries: with a lower limit it does not start.</param>
    /// <returns>The process's exit code, see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunHostsAsync(
        string tool,
        Func<IReadOnlyList<Func<IHost?, IHost>>> build,
        Action? meanwhile = null,
        int descriptors = ProcessDescriptors.Ordinary
    )
    {
        tool = ToolName.Of(tool);
        using var signals = new SignalQueue();
        var work = Task.CompletedTask;
        var hosts = new List<IHost>();
        var started = 0;
        try
        {
            ProcessDescriptors.RaiseLimit(descriptors);
            if (meanwhile is not null)
                work = Task.Run(meanwhile);
            // All settings, before anything is constructed from them: a constructor would report only its own section.
            Build(build(), hosts);
            ProcessDescriptors.Reserve(hosts[0]);
            // A host itself would construct them while it starts; after a constructor that throws there, it cannot even be stopped.
            foreach (var host in hosts)
                _ = host.Services.GetServices<IHostedService>();
            foreach (var host in hosts.Skip(1))
                hosts[0].Services.GetService<HealthSocket>()?.Include(host);
            foreach (var host in hosts)
            {
                started++;
                await host.StartAsync(signals.End);
            }

            await work;
            ProcessDescriptors.CheckRoom(hosts[0]);
        }
        catch (OperationCanceledException) when (signals.End.IsCancellationRequested)
        {
            return await EndAsync(hosts, started, tool) ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception e)
        {
            var code = Report(tool, e);
            if (e is not StartupException && ProcessDescriptors.WhyStartFailed() is { } shortage)
                Report(tool, shortage);
            // What it may say comes second.
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What had started before runs on until it is stopped: taking its services away under it makes noise in the log.
            await EndAsync(hosts, started, tool);
            return code;
        }

        await ServeAsync(hosts, signals);
        var failure = hosts.Select(Failure).FirstOrDefault(reason => reason is not null);
        var inTime = await EndAsync(hosts, started, tool);
        return failure is not null ? Report(tool, failure)
            : inTime ? ExitCodes.Success
            : ExitCodes.Failure;
    }

    /// <exception cref="SettingsException">when settings of any host are wrong</exception>
    private static void Build(IReadOnlyList<Func<IHost?, IHost>> builders, List<IHost> hosts)
    {
        var wrong = new List<string>();
        foreach (var build in builders)
        {
            try
            {
                var host = build(hosts.FirstOrDefault());
                hosts.Add(host);
                host.Services.GetService<IStartupValidator>()?.Validate();
            }
            catch (Exception e) when (FailureText.ExitCode(e) == ExitCodes.BadSettings)
            {
                wrong.AddRange(FailureText.Lines(e));
            }
        }

        if (wrong.Count > 0)
            throw new SettingsException([.. wrong.Distinct()]);
    }

    private static int Report(string tool, Exception failure)
    {
        ErrorOutput.Write(FailureText.Lines(failure).Select(line => $"{tool}: error: {line}"), ErrorOutput.Patience);
        return FailureText.ExitCode(failure);
    }

    /// <summary>Returns when the hosts are to stop.</summary>
    private static async Task ServeAsync(List<IHost> hosts, SignalQueue signals)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource([
            signals.End,
            .. hosts.Select(host => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping),
        ]);
        var handling = Task.CompletedTask;
        if (hosts[0].Services.GetService<ServiceSignals>() is { } service)
        {
            foreach (var host in hosts.Skip(1))
                service.Include(host.Services.GetRequiredService<ServiceSignals>());
            handling = signals.RunAsync(service, stopping.Token);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Ending in time matters more than what a signal has just asked for.
        await handling.WaitAsync(LastSignal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="started">How many have begun to start, from the first on.</param>
    /// <returns>False when the hosts did not end within the deadline, or failed while ending.</returns>
    private static async Task<bool> EndAsync(List<IHost> hosts, int started, string tool)
    {
        if (hosts.Count == 0)
            return true;
        var deadline = hosts.Max(ServiceShutdown.Deadline);
        try
        {
            // On another thread: a part that blocks this one would keep the deadline from being seen.
            await Task.Run(() => StopAndDisposeAsync(hosts, started)).WaitAsync(deadline);
            return true;
        }
        catch (TimeoutException)
        {
            ErrorOutput.Write([$"{tool}: error: not everything ended within {DurationText.Format(deadline)}"], LastWord);
        }
        catch (Exception e)
        {
            ErrorOutput.Write([$"{tool}: error: while ending: {FailureText.Lines(e)[0]}"], ErrorOutput.Patience);
        }

        return false;
    }

    private static async Task StopAndDisposeAsync(List<IHost> hosts, int started)
    {
        using var limit = new CancellationTokenSource(hosts.Max(ServiceShutdown.Limit));
        var failures = new List<Exception>();
        foreach (var host in hosts.Take(started).Reverse())
        {
            try
            {
                await host.StopAsync(limit.Token);
            }
            catch (Exception e)
            {
                // The others have to be told as well.
                failures.Add(e);
            }
        }

        foreach (var host in Enumerable.Reverse(hosts))
            await DisposeAsync(host);
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            host.Dispose();
    }

    /// <summary>The reason why a host stopped, when not because it was asked to.</summary>
    private static Exception? Failure(IHost host) =>
        host.Services.GetService<ServiceFailure>()?.Reason
        ?? host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(s => s.ExecuteTask?.Exception).FirstOrDefault(e => e is not null);
}
