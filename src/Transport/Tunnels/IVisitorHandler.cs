using System.Diagnostics.CodeAnalysis;
using System.Net;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Decides about visitors of one port.</summary>
public interface IVisitorHandler
{
    /// <summary>Called once per visitor, perhaps on an engine's loop thread: must not wait.</summary>
    /// <returns>false to reset the visitor at once.</returns>
    bool TryAdmit(IPEndPoint visitor, [NotNullWhen(true)] out ITransportSession? session, [NotNullWhen(true)] out ITunnel? tunnel);
}

/// <summary>
/// A bound port. While it does not accept, visitors are refused by the system, or where it cannot (outside Linux) reset as they come, and
/// nobody else can take the port.
/// Disposing it frees the port; visitors that are already in go on until their session or the engine ends.
/// </summary>
public interface IVisitorPort : IAsyncDisposable
{
    /// <summary>The address that is bound, with the port that the system chose where 0 was asked for.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Lets visitors in, from now on; does nothing when it already does.</summary>
    /// <exception cref="TransportException">when the system does not let it listen, or the engine has ended</exception>
    void StartAccepting();

    /// <summary>Visitors that are already in go on.</summary>
    void StopAccepting();
}
