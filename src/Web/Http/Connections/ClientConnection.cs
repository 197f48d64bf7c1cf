using Microsoft.AspNetCore.Connections;
using SocketWarp.Base.Net;

namespace SocketWarp.Web.Http.Connections;

/// <summary>One connection of a client: what it waits for, and until when. A feature of the connection and of its requests.</summary>
internal sealed class ClientConnection(ConnectionContext context, ConnectionTable table, HttpSettings settings)
{
    // A client has the whole time for each such part of an answer.
    private const int SendUnit = 64 * 1024;

    // The clock of the server's own limits, which these limits complete.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly Lock _lock = new();
    private readonly long _accepted = Clock.GetTimestamp();
    private int _requests;
    private int _bodies;
    private bool _hadRequest;
    private int _sendUnits;
    private long _sendingSince;
    private long _since = Clock.GetTimestamp();
    private volatile bool _hasToken;

    public SourceAddress Source { get; } = SourceAddress.Of(context.RemoteEndPoint);

    /// <summary>Whether one of its requests had a known token. Only the table sets it.</summary>
    public bool HasToken
    {
        get => _hasToken;
        set => _hasToken = value;
    }

    /// <summary>
    /// Whether we wait for the client, and since when: for a request; without a token also for the rest of a body, or for an answer to be read.
    /// </summary>
    public (bool Waits, long Since) Standing
    {
        get
        {
            lock (_lock)
                return (_requests == 0 || !_hasToken && (_requests == _bodies || _sendUnits > 0), _since);
        }
    }

    public void Authenticated()
    {
        if (!_hasToken)
            table.Authenticated(this);
    }

    public void RequestBegins() => Step(ref _requests, 1);

    public void RequestEnds() => Step(ref _requests, -1);

    public void BodyBegins() => Step(ref _bodies, 1);

    public void BodyEnds() => Step(ref _bodies, -1);

    /// <summary>The client does not read as fast as we send.</summary>
    public void SendingBegins(long bytes)
    {
        lock (_lock)
        {
            _sendingSince = _since = Clock.GetTimestamp();
            _sendUnits = 1 + (int)Math.Min(bytes / SendUnit, int.MaxValue - 1);
        }
    }

    public void SendingEnds()
    {
        lock (_lock)
            _sendUnits = 0;
    }

    /// <summary>Ends the connection when the client has taken too long. The server calls it about once a second.</summary>
    public void CheckTime()
    {
        if (Late() is { } reason)
            End(reason);
    }

    public void End(string reason)
    {
        table.Ended(this, reason);
        context.Abort(new ConnectionAbortedException(reason));
    }

    private string? Late()
    {
        var now = Clock.GetTimestamp();
        lock (_lock)
        {
            if (!_hadRequest && Clock.GetElapsedTime(_accepted, now) > settings.HeaderTimeout)
                return "its first request did not come in time";
            return _sendUnits > 0 && Clock.GetElapsedTime(_sendingSince, now) > settings.SendTimeout * _sendUnits
                ? "what was sent to it was not read in time"
                : null;
        }
    }

    private void Step(ref int counter, int change)
    {
        lock (_lock)
        {
            counter += change;
            _hadRequest = true;
            _since = Clock.GetTimestamp();
        }
    }
}
