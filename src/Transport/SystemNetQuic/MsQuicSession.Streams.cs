using System.Net.Quic;

namespace SocketWarp.Transport.SystemNetQuic;

internal sealed partial class MsQuicSession
{
    private async Task AcceptAsync()
    {
        Exception end;
        while (true)
        {
            try
            {
                var stream = Start(await _connection.AcceptInboundStreamAsync().ConfigureAwait(false));
                if (_takeStream is not null)
                    _takeStream(stream);
                else
                    _incoming.Writer.TryWrite(stream);
            }
            catch (Exception e)
            {
                end = e;
                break;
            }
        }

        await EndAsync(end).ConfigureAwait(false);
    }

    /// <summary>The first reason wins: an error that only follows from our closing says nothing.</summary>
    private async Task EndAsync(Exception end)
    {
        var close = _closing?.Value ?? MsQuicErrors.CloseOf(end);
        Log.Ended(_logger, RemoteEndPoint, close);
        _incoming.Writer.TryComplete(end);
        foreach (var stream in _streams.Keys)
            stream.SessionEnded();
        while (_incoming.Reader.TryRead(out var unclaimed))
            await unclaimed.DisposeAsync().ConfigureAwait(false);
        _closed.SetResult(close);
    }

    private MsQuicStream Start(QuicStream quic)
    {
        var stream = new MsQuicStream(quic);
        _streams.TryAdd(stream, 0);
        _running.Track(RunAsync(stream));
        if (_closed.Task.IsCompleted)
            stream.SessionEnded();
        return stream;
    }

    private async Task RunAsync(MsQuicStream stream)
    {
        await stream.RunAsync().ConfigureAwait(false);
        _streams.TryRemove(stream, out _);
    }
}
