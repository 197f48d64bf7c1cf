using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Hears of sessions; called in order for each uid, on any thread, and must not wait.</summary>
internal interface ISessionObserver
{
    void SessionUp(GatewaySession session);

    /// <summary>The session takes no new tunnels, but those that it has go on.</summary>
    void SessionDraining(GatewaySession session);

    /// <summary><see cref="GatewaySession.Rules"/> are others.</summary>
    void SessionRulesChanged(GatewaySession session);

    void SessionDown(GatewaySession session, SessionClose close);
}
