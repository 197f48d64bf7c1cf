namespace SocketWarp.Connector.Sessions;

/// <summary>Either a session that is up, or why there is none.</summary>
internal readonly record struct Attempt(GatewaySession? Session, AttemptResult Failure)
{
    public static implicit operator Attempt(GatewaySession session) => new(session, default);

    public static implicit operator Attempt(AttemptResult failure) => new(null, failure);
}
