using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>Takes connections and never says a word.</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentListener()
    {
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();
}
