using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Sessions.Control;

/// <summary>The life of a session's control stream.</summary>
public static class ControlExchange
{
    /// <summary>
    /// Runs an exchange of frames and closes the session when it is over, whatever ends it: nobody can steer a session without its control stream.
    /// </summary>
    /// <param name="exchange">Reads and answers until the stream ends.</param>
    /// <param name="badFrame">Called when the peer has sent what it may not.</param>
    public static async Task RunAsync(ITransportSession session, Func<Task> exchange, Action<string> badFrame)
    {
        try
        {
            await exchange();
            await session.CloseAsync((ulong)ErrorCode.BadFrame, "the control stream has ended");
        }
        catch (ProtocolException e)
        {
            badFrame(e.Message);
            await session.CloseAsync((ulong)e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await session.CloseAsync((ulong)ErrorCode.BadFrame, "the control stream was reset");
        }
    }
}
