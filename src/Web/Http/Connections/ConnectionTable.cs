using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Net;

namespace SocketWarp.Web.Http.Connections;

/// <summary>
/// All connections of a host, bounded. A new one gets in even when there is no room, as it may be the operator's: the one that has kept us
/// waiting for longest is closed, those without a token first. A connection with a token is never closed for another while a call is under way.
/// </summary>
internal sealed partial class ConnectionTable(HttpSettings settings, ILogger<ConnectionTable> logger)
{
    // A flood of connections must not become a flood of lines.
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<ClientConnection> _connections = [];
    private readonly Dictionary<SourceAddress, int> _withoutToken = [];
    private readonly LogThrottle _sourceFull = new(TimeProvider.System, LogInterval);
    private readonly LogThrottle _full = new(TimeProvider.System, LogInterval);

    /// <returns>False when there is no room and no connection can be closed to make room.</returns>
    public bool Add(ClientConnection connection)
    {
        ClientConnection? leaving;
        lock (_lock)
        {
            var sourceIsFull = _withoutToken.GetValueOrDefault(connection.Source) >= settings.MaxConnectionsPerAddress;
            leaving =
                sourceIsFull ? LongestWaiting(connection.Source)
                : _connections.Count >= settings.MaxConnections ? LongestWaiting(null)
                : null;
            if (sourceIsFull)
                SaySourceIsFull(connection.Source);
            else if (_connections.Count >= settings.MaxConnections)
                SayFull();
            if (leaving is not null)
                Forget(leaving);
            if (_connections.Count >= settings.MaxConnections)
                return false;
            _connections.Add(connection);
            Count(connection.Source, 1);
        }

        leaving?.End("it made room for a new connection");
        return true;
    }

    /// <summary>Ends the connection that has kept us waiting for longest, to make room for a new one.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MakeRoom()
    {
        ClientConnection? leaving;
        lock (_lock)
        {
            leaving = LongestWaiting(null);
            if (leaving is not null)
                Forget(leaving);
        }

        leaving?.End("it made room for a new connection");
        return leaving is not null;
    }

    public void Remove(ClientConnection connection)
    {
        lock (_lock)
            Forget(connection);
    }

    /// <summary>Counts a connection no longer among those of its source that have no token.</summary>
    public void Authenticated(ClientConnection connection)
    {
        lock (_lock)
        {
            if (!_connections.Contains(connection) || connection.HasToken)
                return;
            connection.HasToken = true;
            Count(connection.Source, -1);
        }
    }

    public void Ended(ClientConnection connection, string reason) => Log.Ended(logger, connection.Source, reason);

    private void Forget(ClientConnection connection)
    {
        if (_connections.Remove(connection) && !connection.HasToken)
            Count(connection.Source, -1);
    }

    private void Count(SourceAddress source, int change)
    {
        var count = _withoutToken.GetValueOrDefault(source) + change;
        if (count == 0)
            _withoutToken.Remove(source);
        else
            _withoutToken[source] = count;
    }

    /// <param name="source">Only connections from here that have no token; null: all.</param>
    private ClientConnection? LongestWaiting(SourceAddress? source)
    {
        ClientConnection? found = null;
        var (foundRank, foundSince) = (int.MaxValue, long.MaxValue);
        foreach (var connection in _connections)
        {
            if (source is not null && (connection.HasToken || connection.Source != source))
                continue;
            var (waits, since) = connection.Standing;
            if (connection.HasToken && !waits)
                continue;
            var rank =
                connection.HasToken ? 2
                : waits ? 0
                : 1;
            if (rank > foundRank || rank == foundRank && since >= foundSince)
                continue;
            (found, foundRank, foundSince) = (connection, rank, since);
        }

        return found;
    }

    private void SaySourceIsFull(SourceAddress source)
    {
        if (_sourceFull.Pass(out var more))
            Log.SourceFull(logger, source, settings.MaxConnectionsPerAddress, settings.Key(nameof(HttpSettings.MaxConnectionsPerAddress)), more);
    }

    private void SayFull()
    {
        if (!_full.Pass(out var more))
            return;
        var setting = settings.Key(nameof(HttpSettings.MaxConnections));
        if (_withoutToken.Count == 0)
        {
            Log.FullOfTokens(logger, settings.MaxConnections, setting, more);
            return;
        }

        var most = _withoutToken.MaxBy(s => s.Value);
        Log.Full(logger, settings.MaxConnections, setting, most.Key, most.Value, more);
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Debug, "A connection of {Source} was ended: {Reason}", EventName = "ConnectionEnded")]
        public static partial void Ended(ILogger logger, SourceAddress source, string reason);

        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Source} has {Count} connections without a token, as many as one address may have (setting {Setting}): each new one closes the one of them "
                + "that has been silent for longest{More}",
            EventName = "SourceFull"
        )]
        public static partial void SourceFull(ILogger logger, SourceAddress source, int count, string setting, string more);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "All {Count} connections are taken (setting {Setting}): each new one closes the one that has been silent for longest; {Source} has most of "
                + "those without a token, {SourceCount}{More}",
            EventName = "ConnectionsFull"
        )]
        public static partial void Full(ILogger logger, int count, string setting, SourceAddress source, int sourceCount, string more);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "All {Count} connections are taken, each by a caller with a token: raise {Setting}{More}",
            EventName = "ConnectionsFullOfTokens"
        )]
        public static partial void FullOfTokens(ILogger logger, int count, string setting, string more);
    }
}
