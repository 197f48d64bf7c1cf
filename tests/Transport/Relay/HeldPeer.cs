using System.IO.Pipelines;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>Any duplex stream as one of a session, so that tests read and write all of them alike.</summary>
internal sealed class HeldPeer : ITransportStream
{
    private readonly IDuplexStream _stream;
    private readonly Pipe _received = new();
    private readonly Task _receiving;

    public HeldPeer(IDuplexStream stream)
    {
        _stream = stream;
        _receiving = ReceiveAsync();
    }

    public long Id => 0;

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _stream.Output;

    public void Reset(ulong code) => _stream.Abort(code);

    public void StopReading(ulong code) => _stream.Abort(code);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _received.Reader.CompleteAsync();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await _stream.CopyToAsync(_received.Writer);
            await _received.Writer.CompleteAsync();
        }
        catch (IOException e)
        {
            await _received.Writer.CompleteAsync(e);
        }
    }
}
