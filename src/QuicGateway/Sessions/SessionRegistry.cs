using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>
/// Who holds which uid. A uid has one session: a second is refused while the first answers, and replaces it when it does not. A second that
/// names the first comes up beside it; visitors go to the first until it drains, which its connector asks for when it knows that the second is welcome.
/// </summary>
internal sealed class SessionRegistry(GatewaySessionSettings settings, LiveSessions live, IEnumerable<ISessionObserver> observers)
{
    private readonly ISessionObserver[] _observers = [.. observers];
    private readonly KeyedLock _claims = new();
    private readonly Dictionary<string, GatewaySession> _holders = [];
    private readonly HashSet<GatewaySession> _up = [];

    /// <summary>Sessions that are up, draining ones too.</summary>
    public IReadOnlyList<GatewaySession> Sessions
    {
        get
        {
            lock (_holders)
                return [.. _up];
        }
    }

    /// <summary>Calls <paramref name="visit"/> for the session of each uid that visitors go to; none comes up or goes down meanwhile.</summary>
    public void Visit(Action<GatewaySession> visit)
    {
        lock (_holders)
        {
            foreach (var session in _up)
            {
                if (live.Find(session.Uid) == session)
                    visit(session);
            }
        }
    }

    /// <summary>Takes the uid for a session that is about to come up.</summary>
    /// <returns>false when another session has it and answers.</returns>
    public async Task<bool> TryClaimAsync(GatewaySession session, CancellationToken cancellationToken)
    {
        using var turn = await _claims.EnterAsync(session.Uid, cancellationToken);
        var holder = Holder(session.Uid);
        if (holder is not null && !(session.Replaces(holder) && live.Find(session.Uid) == holder))
        {
            if (await holder.ProbeAsync(settings.DuplicateProbe, cancellationToken))
                return false;
            await ReplaceAsync(holder);
            // The holder may have come up beside the one that visitors go to.
            if (live.Find(session.Uid) is { } first && first != holder && !session.Replaces(first))
            {
                if (await first.ProbeAsync(settings.DuplicateProbe, cancellationToken))
                    return false;
                await ReplaceAsync(first);
            }
        }

        lock (_holders)
            _holders[session.Uid] = session;
        return true;
    }

    /// <summary>The connector knows that it is in: visitors may come.</summary>
    public void Up(GatewaySession session)
    {
        lock (_holders)
        {
            _up.Add(session);
            if (live.Find(session.Uid) is not { } first || !session.Replaces(first))
                live.Set(session);
            foreach (var observer in _observers)
                observer.SessionUp(session);
        }
    }

    /// <summary>Checks whether the predecessor is dead: a dead session would keep the visitors until its transport finds out.</summary>
    public async Task CheckPredecessorAsync(GatewaySession successor)
    {
        if (Predecessor(successor) is not { } first)
            return;
        if (await first.ProbeAsync(settings.DuplicateProbe, CancellationToken.None))
            return;
        if (Predecessor(successor) == first)
            await ReplaceAsync(first);
    }

    /// <summary>Frees the uid for a successor; the session's tunnels go on.</summary>
    public void Draining(GatewaySession session)
    {
        lock (_holders)
        {
            if (_holders.GetValueOrDefault(session.Uid) is { } next && next.Replaces(session))
                session.HandOverTo(next);
            // Its connector has read the successor's Welcome, perhaps before we could say that it is up.
            Free(session, next => next.Replaces(session) || _up.Contains(next));
            foreach (var observer in _observers)
                observer.SessionDraining(session);
        }
    }

    /// <summary>The rules of its uid have changed.</summary>
    public void SetRules(GatewaySession session, ClientGrants rules)
    {
        lock (_holders)
        {
            session.SetRules(rules);
            if (!_up.Contains(session))
                return;
            foreach (var observer in _observers)
                observer.SessionRulesChanged(session);
        }
    }

    /// <summary>Removes a session; called for every session that claimed its uid.</summary>
    public void Down(GatewaySession session, SessionClose close)
    {
        lock (_holders)
        {
            Free(session, _up.Contains);
            if (!_up.Remove(session))
                return;
            foreach (var observer in _observers)
                observer.SessionDown(session, close);
        }
    }

    private GatewaySession? Holder(string uid)
    {
        lock (_holders)
            return _holders.GetValueOrDefault(uid);
    }

    /// <returns>The session that visitors still go to while this one is up beside it.</returns>
    private GatewaySession? Predecessor(GatewaySession successor)
    {
        lock (_holders)
            return _up.Contains(successor) && live.Find(successor.Uid) is { } first && successor.Replaces(first) ? first : null;
    }

    private static ValueTask ReplaceAsync(GatewaySession session) =>
        session.Transport.CloseAsync((ulong)ErrorCode.Replaced, "a newer session of this uid took over");

    /// <param name="welcomed">Whether a successor may have visitors.</param>
    private void Free(GatewaySession session, Func<GatewaySession, bool> welcomed)
    {
        var holder = _holders.GetValueOrDefault(session.Uid);
        if (holder is not null && holder != session)
        {
            if (welcomed(holder))
                live.Pass(session, holder);
            else
                live.Remove(session);
            return;
        }

        live.Remove(session);
        // The one that it was to replace serves on.
        if (live.Find(session.Uid) is { } first)
            _holders[session.Uid] = first;
        else
            _holders.Remove(session.Uid);
    }
}
