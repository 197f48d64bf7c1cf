using System.Net.Sockets;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tunnels;

internal sealed partial class TunnelRun
{
    private readonly Lock _lock = new();
    private Socket? _socket;
    private bool _failed;
    private bool _discarded;
    private TunnelEnd _end;
    private ulong _code;

    /// <summary>False when the tunnel has failed already: the socket is reset.</summary>
    private bool Adopt(Socket socket)
    {
        lock (_lock)
        {
            _socket = socket;
            if (!_failed)
                return true;
        }

        socket.Reset();
        return false;
    }

    private void Stop() => Fail(TunnelEnd.SessionLost, (ulong)ErrorCode.ShuttingDown);

    /// <summary>The first reason wins and tears everything down, which makes both pumps return.</summary>
    /// <returns>Whether this was the first.</returns>
    private bool Fail(TunnelEnd end, ulong code)
    {
        lock (_lock)
        {
            if (_failed)
                return false;
            (_failed, _end, _code) = (true, end, code);
        }

        var wire = end == TunnelEnd.SocketReset ? (ulong)ErrorCode.SocketReset : code;
        stream.Reset(wire);
        stream.StopReading(wire);
        stream.Output.CancelPendingFlush();
        stream.Input.CancelPendingRead();
        _over.Cancel();
        _socket?.Reset();
        return true;
    }

    private async Task<TunnelOutcome> EndAsync()
    {
        // Not reset when only bytes that the peer did not want were lost: that would also cut what the socket is still being sent.
        if (_failed)
            _socket?.Reset();
        else
            _socket?.CloseCleanly();

        var end = _failed ? _end : _discarded ? TunnelEnd.PeerReset : TunnelEnd.Completed;
        var outcome = new TunnelOutcome(end, _code, _traffic.ToPeer, _traffic.ToSocket);
        Log.Ended(logger, stream.Id, outcome);
        try
        {
            tunnel.Ended(outcome);
        }
        catch (Exception e)
        {
            Log.Fault(logger, stream.Id, e);
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        return outcome;
    }
}
