using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ServiceDefaults;

/// <summary>
/// Says on a Unix socket whether the process does its work: one line that begins with <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>, and one line of
/// each part's state. Callers are served one after the other; <see cref="HealthQuestion"/> asks.
/// </summary>
internal sealed partial class HealthSocket(IOptions<ProcessSettings> settings, IServiceProvider services, ILogger<HealthSocket> logger)
    : IHostedService,
        IDisposable
{
    private readonly List<IServiceProvider> _hosts = [services];

    /// <summary>How long one caller may take: all others wait.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _serving = Task.CompletedTask;

    /// <summary>Takes another host of the same process into the answers; before anybody asks.</summary>
    public void Include(IHost host) => _hosts.Add(host.Services);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Value.HealthSocket is { Length: > 0 } path)
        {
            _listener = Listen(path);
            _serving = Task.Run(() => ServeAsync(_listener), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _serving.WaitAsync(cancellationToken);
        if (_listener is not null)
            File.Delete(settings.Value.HealthSocket!);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _stopping.Dispose();
    }

    /// <exception cref="StartupException">when the socket cannot be made, or another process answers there.</exception>
    private static Socket Listen(string path)
    {
        var key = $"{ProcessSettings.Section}:{nameof(ProcessSettings.HealthSocket)} is \"{path}\"";
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (HealthQuestion.IsAnswered(path))
                throw new StartupException($"{key}, where another process answers: name another file");
            // Left by a process that was killed.
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen();
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new StartupException($"{key}, which cannot be listened on ({exception.Message}): name a file in a folder that we may write in", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ServeAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var caller = await listener.AcceptAsync(_stopping.Token);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                limit.CancelAfter(Limit);
                await caller.SendAsync(Encoding.UTF8.GetBytes(await DescribeAsync(limit.Token)), limit.Token);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The caller is gone, or took too long.
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var (worst, reasons, lines) = (HealthStatus.Healthy, new List<string>(), new StringBuilder());
        foreach (var host in _hosts)
        {
            var result = await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => c.Tags.Contains(ServiceHealth.Ready), cancellationToken);
            worst = result.Status < worst ? result.Status : worst;
            reasons.AddRange(result.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => $"{e.Key}: {e.Value.Description}"));
            foreach (var report in host.GetServices<IStateReport>())
                lines.Append(await report.DescribeAsync(cancellationToken)).Append('\n');
        }

        var status = worst.ToString().ToLowerInvariant();
        return $"{(reasons.Count == 0 ? status : $"{status}: {string.Join("; ", reasons)}")}\n{lines}";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A question for the health could not be answered", EventName = "HealthUnknown")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
