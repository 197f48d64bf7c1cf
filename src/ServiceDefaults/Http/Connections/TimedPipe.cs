using System.IO.Pipelines;

namespace SocketWarp.ServiceDefaults.Http.Connections;

/// <summary>A connection's two directions, the outgoing one timed.</summary>
internal sealed class TimedPipe(IDuplexPipe inner, ClientConnection connection) : IDuplexPipe
{
    public PipeReader Input => inner.Input;

    public PipeWriter Output { get; } = new TimedWriter(inner.Output, connection);
}
