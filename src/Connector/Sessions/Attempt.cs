namespace SocketWarp.Connector.Sessions;

/// <summary>Either a session that is up, or why no session came up.</summary>
internal readonly record struct Attempt(ConnectorSession? Session, AttemptResult Failure)
{
    public static implicit operator Attempt(ConnectorSession session) => new(session, default);

    public static implicit operator Attempt(AttemptResult failure) => new(null, failure);
}
