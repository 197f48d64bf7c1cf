using System.Threading.Channels;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>A live session, and a bell that asks for a look at it.</summary>
internal sealed class ReviewedSession(GatewaySession session, TimeProvider time)
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public GatewaySession Session => session;

    public void Ring() => _bell.Writer.TryWrite(true);

    /// <returns>At once when it rings, else when the time has come.</returns>
    public async Task WaitAsync(TimeSpan most, CancellationToken ended)
    {
        if (most <= TimeSpan.Zero)
            return;
        using var due = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, ended);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            // The time has come.
        }
    }
}
