namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>A part of a process that can say in a line what it is doing; SIGUSR1 has that logged.</summary>
public interface IStateReport
{
    /// <summary>Such as "gateway default: 3 sessions, 12 tunnels".</summary>
    ValueTask<string> DescribeAsync(CancellationToken cancellationToken);
}
