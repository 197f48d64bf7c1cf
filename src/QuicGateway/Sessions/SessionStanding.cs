namespace SocketWarp.QuicGateway.Sessions;

/// <summary>
/// What the sessions of one connector stand on, from renewal to renewal: its newest certificate. A session that was handed over keeps its tunnels
/// for as long as its successor may stay, however long ago its own certificate has ended.
/// </summary>
internal sealed class SessionStanding(SessionProof first)
{
    private volatile SessionProof _proof = first;

    public SessionProof Proof => _proof;

    public void Renew(SessionProof proof) => _proof = proof;
}
