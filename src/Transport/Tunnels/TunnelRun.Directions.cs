using System.Buffers;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

internal sealed partial class TunnelRun
{
    private async Task<bool> ToPeerAsync(Socket socket)
    {
        var result = await SocketToStream.PumpAsync(socket, stream.Output, _traffic, options).ConfigureAwait(false);
        switch (result.End)
        {
            case PumpEnd.Unwanted:
                await DiscardAsync(socket).ConfigureAwait(false);
                break;
            case PumpEnd.InputFailed:
                Fail(TunnelEnd.SocketReset, 0);
                break;
            case PumpEnd.OutputFailed:
                FailStream(result.Error!);
                break;
        }

        return result.End == PumpEnd.Done;
    }

    private async Task<bool> ToSocketAsync(Socket socket)
    {
        var result = await StreamToSocket.PumpAsync(stream.Input, socket, _traffic).ConfigureAwait(false);
        switch (result.End)
        {
            case PumpEnd.Done:
                _discardLimit.CancelAfter(options.DiscardTimeout);
                break;
            case PumpEnd.InputFailed:
                FailStream(result.Error!);
                break;
            case PumpEnd.OutputFailed:
                Fail(TunnelEnd.SocketReset, 0);
                break;
        }

        return result.End == PumpEnd.Done;
    }

    /// <summary>
    /// The peer wants no more of this direction. When it has also reset the other one, that ends the tunnel; when not (socket-warp 1.3
    /// ends with FIN and STOP_SENDING at once), what it still sends must arrive whole, so the socket stays open and is read empty.
    /// </summary>
    private async Task DiscardAsync(Socket socket)
    {
        _discarded = true;
        var scratch = ArrayPool<byte>.Shared.Rent(options.MinRead);
        try
        {
            while (await socket.ReceiveAsync(scratch.AsMemory(), SocketFlags.None, _discardLimit.Token).ConfigureAwait(false) > 0)
                continue;
        }
        catch (OperationCanceledException)
        {
            // The socket had its time to see its end and close.
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Fail(TunnelEnd.SocketReset, 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void FailStream(Exception error)
    {
        if (error is StreamResetException reset)
            Fail(TunnelEnd.PeerReset, reset.Code);
        else
            Fail(TunnelEnd.SessionLost, 0);
    }

    /// <summary>Whatever goes wrong in one step ends the tunnel, so that the other direction cannot wait for ever.</summary>
    private async Task<bool> GuardAsync(Task<bool> step)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (IOException e)
        {
            FailStream(e);
        }
        catch (SocketException)
        {
            Fail(TunnelEnd.SocketReset, 0);
        }
        catch (OperationCanceledException)
        {
            // The tunnel has ended, and the code that ended it has said why, or is about to.
            Stop();
        }
        catch (Exception e)
        {
            if (Fail(TunnelEnd.SessionLost, (ulong)ErrorCode.Internal))
                Log.Fault(logger, stream.Id, e);
        }

        return false;
    }
}
