using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>One assignment's target behind one session, asked about again and again.</summary>
/// <param name="written">The target as the assignment writes it.</param>
internal sealed class WatchedTarget(GatewaySession session, string written, TargetAddress target, VisitorSettings settings, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile TargetReport? _last;

    /// <summary>The newest answer; null before the first.</summary>
    public TargetReport? Last => _last;

    public bool IsOf(GatewaySession other, string otherWritten) => session == other && written == otherWritten;

    /// <summary>A token that is cancelled when this is disposed.</summary>
    public CancellationToken Ended => _ended.Token;

    public async Task RunAsync(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                if (await session.ProbeTargetAsync(target, settings.OpeningTimeout, ended) is { } result)
                    _last = Describe(result);
                await Task.Delay(settings.TargetProbeInterval, time, ended);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody asks any more.
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private TargetReport Describe(TargetProbeResult result) =>
        new()
        {
            Target = written,
            Reason = result.Code == 0 ? "" : $"{TunnelFailureText.Name((ErrorCode)result.Code)}: {TunnelFailureText.Describe((ErrorCode)result.Code)}",
            Microseconds = result.Microseconds,
            AtUnixMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
}
