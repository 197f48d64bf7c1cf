using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Protocol.Session;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>Answers whether a target could be dialled right now, by dialling it.</summary>
internal sealed class TargetProber(TargetAllowList allowed, TunnelSettings settings, TargetDialer dialer, TimeProvider time)
{
    public async Task<TargetProbeResult> ProbeAsync(TargetProbe probe, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var code = await DialAsync(probe.Target, cancellationToken);
        return new TargetProbeResult
        {
            Id = probe.Id,
            Code = (ulong)code,
            Microseconds = (ulong)time.GetElapsedTime(started).TotalMicroseconds,
        };
    }

    private async Task<ErrorCode> DialAsync(string text, CancellationToken cancellationToken)
    {
        if (!TargetAddress.TryParse(text, out var target, out _))
            return ErrorCode.TargetMalformed;
        if (!allowed.Allows(target))
            return ErrorCode.TargetForbidden;
        try
        {
            using var socket = await dialer.DialAsync(target, settings.DialTimeout, cancellationToken);
            return ErrorCode.None;
        }
        catch (TargetDialException e)
        {
            // A target that resets a connection has taken it first.
            return e.Code == ErrorCode.SocketReset ? ErrorCode.None : e.Code;
        }
    }
}
