namespace SocketWarp.Connector.Sessions;

/// <summary>A session that is up, or the reason why it did not come up.</summary>
internal readonly record struct Attempt(GatewaySession? Session, AttemptResult Failure)
{
    public static implicit operator Attempt(GatewaySession session) => new(session, default);

    public static implicit operator Attempt(AttemptResult failure) => new(null, failure);
}
