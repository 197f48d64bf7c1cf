using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ServiceDefaults;

/// <summary>Runs a host from start to end and turns every failure into clear lines on standard error and an exit code.</summary>
public static class ServiceRunner
{
    private static readonly TimeSpan LastSignal = TimeSpan.FromMilliseconds(200);

    /// <summary>How long to wait for the line that says that the time for ending is used up.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(200);

    /// <param name="tool">What people call this process; begins each error line.</param>
    /// <param name="build">Makes the host; may throw.</param>
    /// <param name="meanwhile">Slow work that the host will need, done beside its start.</param>
    /// <param name="descriptors">The descriptors that the started process has open, nearly all for libraries: with a lower limit it does not start.</param>
    /// <returns>The process's exit code, see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string tool, Func<IHost> build, Action? meanwhile = null, int descriptors = ProcessDescriptors.Ordinary)
    {
        using var signals = new SignalQueue();
        var work = Task.CompletedTask;
        IHost? host = null;
        var starting = false;
        try
        {
            ProcessDescriptors.RaiseLimit(descriptors);
            if (meanwhile is not null) work = Task.Run(meanwhile);
            host = build();
            // Before anything is constructed from settings: a constructor would report only its own section.
            host.Services.GetService<IStartupValidator>()?.Validate();
            ProcessDescriptors.Reserve(host);
            // The host itself would construct them while it starts; after a constructor that throws there, it cannot even be stopped.
            _ = host.Services.GetServices<IHostedService>();
            starting = true;
            await host.StartAsync();
            await work;
            ProcessDescriptors.CheckRoom(host);
        }
        catch (Exception e)
        {
            var code = Report(tool, e);
            if (e is not StartupException && ProcessDescriptors.WhyStartFailed() is { } shortage) Report(tool, shortage);
            // What it may say comes second.
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What had started before runs on until it is stopped: taking its services away under it makes noise in the log.
            if (host is not null) await EndAsync(host, tool, starting ? StopAndDisposeAsync : DisposeAsync);
            return code;
        }

        await ServeAsync(host, signals);
        var failure = Failure(host);
        var inTime = await EndAsync(host, tool, StopAndDisposeAsync);
        return failure is not null ? Report(tool, failure) : inTime ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static int Report(string tool, Exception failure)
    {
        ErrorOutput.Write(FailureText.Lines(failure).Select(line => $"{tool}: error: {line}"), ErrorOutput.Patience);
        return FailureText.ExitCode(failure);
    }

    /// <summary>Returns when the host is to stop.</summary>
    private static async Task ServeAsync(IHost host, SignalQueue signals)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var handling = host.Services.GetService<ServiceSignals>() is { } service ? signals.RunAsync(service, stopping) : Task.CompletedTask;
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Ending in time matters more than what a signal has just asked for.
        await handling.WaitAsync(LastSignal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>False when the host did not end within the deadline, or failed while ending.</summary>
    private static async Task<bool> EndAsync(IHost host, string tool, Func<IHost, Task> end)
    {
        var deadline = ServiceShutdown.Deadline(host);
        try
        {
            // On another thread: a part that blocks this one would keep the deadline from being seen.
            await Task.Run(() => end(host)).WaitAsync(deadline);
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

    private static async Task StopAndDisposeAsync(IHost host)
    {
        await host.StopAsync();
        await DisposeAsync(host);
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else host.Dispose();
    }

    /// <summary>The reason why the host stopped; null when it was asked to.</summary>
    private static Exception? Failure(IHost host) =>
        host.Services.GetService<ServiceFailure>()?.Reason
        ?? host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(s => s.ExecuteTask?.Exception).FirstOrDefault(e => e is not null);
}
