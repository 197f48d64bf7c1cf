using System.IO.Pipelines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>One end of a stream in memory: two pipes, each with one direction's bytes and its end.</summary>
internal sealed class PipedStream : ITransportStream
{
    private readonly PipedReader _input;
    private readonly PipedWriter _output;
    private PipedStream _other = null!;

    private PipedStream(long id, Pipe incoming, Pipe outgoing)
    {
        Id = id;
        _input = new PipedReader(incoming.Reader, () => StopReading(0));
        _output = new PipedWriter(outgoing.Writer);
    }

    public long Id { get; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public static (PipedStream Near, PipedStream Far) Pair(long id, int window)
    {
        var options = new PipeOptions(pauseWriterThreshold: window, resumeWriterThreshold: window / 2, useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        var near = new PipedStream(id, back, there);
        var far = new PipedStream(id, there, back);
        (near._other, far._other) = (far, near);
        return (near, far);
    }

    public void Reset(ulong code) => _output.Complete(new StreamResetException(code));

    public void StopReading(ulong code) => _other._output.End(null);

    public void Lose(SessionClose close)
    {
        var lost = new TransportException(TransportError.Closed, close.Reason);
        _input.Lose(lost);
        _output.End(lost);
    }

    public ValueTask DisposeAsync()
    {
        Reset(1);
        Input.Complete();
        return ValueTask.CompletedTask;
    }
}
