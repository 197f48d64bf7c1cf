using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>
/// Keeps SIGHUP, SIGUSR1 and SIGUSR2 from ending the process, from its first moment to its last. They are handled one after the other while it is up;
/// those that come earlier wait until then. SIGTERM and SIGINT are the host's.
/// </summary>
internal sealed class SignalQueue : IDisposable
{
    /// <summary>The signals that may wait: further ones of a kind would change nothing.</summary>
    private const int Capacity = 8;

    private readonly Channel<ServiceSignal> _channel = Channel.CreateBounded<ServiceSignal>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ControllingTerminal _terminal = new();

    public SignalQueue()
    {
        // On Windows SIGHUP says that the console was closed, which has to end the process; the others do not exist.
        if (OperatingSystem.IsWindows()) return;
        Register(PosixSignal.SIGHUP, () => _terminal.IsGone ? ServiceSignal.End : ServiceSignal.Reload);
        Register((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10), () => ServiceSignal.Report);
        Register((PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12), () => ServiceSignal.ToggleDebug);
    }

    /// <summary>Handles signals until stopped.</summary>
    public async Task RunAsync(ServiceSignals signals, CancellationToken stopping)
    {
        try
        {
            await foreach (var signal in _channel.Reader.ReadAllAsync(stopping)) await signals.HandleAsync(signal, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends, and the signals that still wait no longer matter.
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Register(PosixSignal number, Func<ServiceSignal> signal) => _registrations.Add(PosixSignalRegistration.Create(number, context =>
    {
        context.Cancel = true;
        _channel.Writer.TryWrite(signal());
    }));
}
