using System.Collections.Concurrent;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>The session that new visitors of a uid go to. Asked for each visitor, on an engine's loop, so nothing here waits.</summary>
internal sealed class LiveSessions
{
    private readonly ConcurrentDictionary<string, GatewaySession> _byUid = [];

    public GatewaySession? Find(string uid) => _byUid.GetValueOrDefault(uid);

    public void Set(GatewaySession session) => _byUid[session.Uid] = session;

    /// <summary>Leaves visitors to another one, unless they have gone to another one already.</summary>
    public void Pass(GatewaySession session, GatewaySession next) => _byUid.TryUpdate(session.Uid, next, session);

    /// <summary>Leaves a successor alone.</summary>
    public void Remove(GatewaySession session) => _byUid.TryRemove(KeyValuePair.Create(session.Uid, session));
}
