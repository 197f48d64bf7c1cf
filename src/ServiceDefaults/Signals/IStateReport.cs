namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>A part of a process that can say in one line what it is doing; SIGUSR1 logs that line.</summary>
public interface IStateReport
{
    /// <summary>The line, such as "gateway default: 3 sessions, 12 tunnels".</summary>
    ValueTask<string> DescribeAsync(CancellationToken cancellationToken);
}
