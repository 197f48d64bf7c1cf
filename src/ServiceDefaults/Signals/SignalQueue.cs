using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>
/// Keeps signals from ending the process, from its first moment to its last. SIGHUP, SIGUSR1 and SIGUSR2 are handled one after the other while it is up;
/// those that come earlier wait until then. The others make it end in order.
/// </summary>
internal sealed class SignalQueue : IDisposable
{
    /// <summary>The signals that may wait: further ones of a kind would change nothing.</summary>
    private const int Capacity = 8;

    private readonly Channel<ServiceSignal> _channel = Channel.CreateBounded<ServiceSignal>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly CancellationTokenSource _end = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ControllingTerminal _terminal = new();

    public SignalQueue()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            Register(signal, _end.Cancel);
        // On Windows SIGHUP says that the console was closed, which has to end the process; the others do not exist.
        if (OperatingSystem.IsWindows())
            return;
        Register(PosixSignal.SIGHUP, Hangup);
        Register((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10), () => _channel.Writer.TryWrite(ServiceSignal.Report));
        Register((PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12), () => _channel.Writer.TryWrite(ServiceSignal.ToggleDebug));
    }

    /// <summary>Cancelled by a signal that asks the process to end.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Handles signals until stopped.</summary>
    public async Task RunAsync(ServiceSignals signals, CancellationToken stopping)
    {
        try
        {
            await foreach (var signal in _channel.Reader.ReadAllAsync(stopping))
                await signals.HandleAsync(signal, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends, and the signals that still wait no longer matter.
        }
    }

    public void Dispose()
    {
        // Not the source of End: a signal of this moment may still be on its way to it.
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Hangup()
    {
        // The terminal was closed.
        if (_terminal.IsGone)
            _end.Cancel();
        else
            _channel.Writer.TryWrite(ServiceSignal.Reload);
    }

    private void Register(PosixSignal signal, Action handle) =>
        _registrations.Add(
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    handle();
                }
            )
        );
}
