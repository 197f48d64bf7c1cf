using System.IO.Pipelines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Tests.Support;

/// <summary>A stream whose peer is the test.</summary>
internal sealed class HeldStream : ITransportStream
{
    private readonly Pipe _sent = new();
    private readonly Pipe _received = new();

    public long Id => 0;

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _sent.Writer;

    /// <summary>What was written to <see cref="Output"/>.</summary>
    public PipeReader Sent => _sent.Reader;

    public void Reset(ulong code) => throw new NotSupportedException();

    public void StopReading(ulong code) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => _sent.Writer.CompleteAsync();
}
