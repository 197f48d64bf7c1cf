using System.IO.Pipelines;

namespace SocketWarp.Web.Http.Connections;

/// <summary>The two directions of a connection, of which the outgoing one is timed.</summary>
internal sealed class TimedPipe(IDuplexPipe inner, ClientConnection connection) : IDuplexPipe
{
    public PipeReader Input => inner.Input;

    public PipeWriter Output { get; } = new TimedWriter(inner.Output, connection);
}
