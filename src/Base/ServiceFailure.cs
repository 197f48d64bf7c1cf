using Microsoft.Extensions.Hosting;

namespace SocketWarp.Base;

/// <summary>Ends the process with a failure code when a part that it cannot do without has died.</summary>
public sealed class ServiceFailure(IHostApplicationLifetime lifetime)
{
    private Exception? _first;

    /// <summary>The first reason, or null.</summary>
    public Exception? Reason => Volatile.Read(ref _first);

    /// <summary>Stops the host in order; the first caller's reason is what the process says last.</summary>
    public void Fail(Exception reason)
    {
        Interlocked.CompareExchange(ref _first, reason, null);
        lifetime.StopApplication();
    }

    /// <summary>Waits for a part, and fails when it does.</summary>
    /// <param name="log">Called first.</param>
    public async Task GuardAsync(Task part, Action<Exception> log)
    {
        try
        {
            await part;
        }
        catch (Exception exception)
        {
            log(exception);
            Fail(exception);
        }
    }
}
