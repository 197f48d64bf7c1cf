using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.ScepServer.Settings;

namespace SocketWarp.ScepServer.Hooks;

/// <summary>Runs the operator's programs after the fact: what they do or fail to do changes nothing here.</summary>
internal sealed partial class HookRunner(IOptions<ScepSettings> settings, ILogger<HookRunner> logger) : BackgroundService
{
    /// <summary>Runs that wait; more are left out, with a line in the log.</summary>
    private const int MaxWaiting = 1000;

    private readonly HookSettings _settings = settings.Value.Hooks;
    private readonly Channel<(string Program, (string Name, string Value)[] Variables)> _waiting = Channel.CreateBounded<(string, (string, string)[])>(
        MaxWaiting
    );

    public void Started() => Enqueue(_settings.Started);

    public void ClientAdded(string uid) => Enqueue(_settings.ClientAdded, ("UID", uid));

    public void ClientRevoked(string uid) => Enqueue(_settings.ClientRevoked, ("UID", uid));

    public void CertificateIssued(string uid, X509Certificate2 certificate) =>
        Enqueue(_settings.CertificateIssued, ("CN", uid), ("NOT_BEFORE", Text(certificate.NotBefore)), ("NOT_AFTER", Text(certificate.NotAfter)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (program, variables) in _waiting.Reader.ReadAllAsync(stoppingToken))
            await RunAsync(program, variables, stoppingToken);
    }

    private static string Text(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void Enqueue(string? program, params (string Name, string Value)[] variables)
    {
        if (!string.IsNullOrEmpty(program) && !_waiting.Writer.TryWrite((program, variables)))
            Log.LeftOut(logger, program, MaxWaiting);
    }

    private async Task RunAsync(string program, (string Name, string Value)[] variables, CancellationToken stopping)
    {
        // Its output is not ours to keep: it goes where ours goes.
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("it was not started");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(_settings.Timeout);
            try
            {
                await process.WaitForExitAsync(limit.Token);
                if (process.ExitCode != 0)
                    Log.Failed(logger, program, $"it ended with code {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Log.Failed(
                    logger,
                    program,
                    stopping.IsCancellationRequested ? "we are ending" : $"it did not end within {DurationText.Format(_settings.Timeout)}"
                );
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            Log.Failed(logger, program, PeerText.Clean(e.Message));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Hook {Program} failed: {Reason}", EventName = "HookFailed")]
        public static partial void Failed(ILogger logger, string program, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Hook {Program} left out: {Count} wait already", EventName = "HookLeftOut")]
        public static partial void LeftOut(ILogger logger, string program, int count);
    }
}
