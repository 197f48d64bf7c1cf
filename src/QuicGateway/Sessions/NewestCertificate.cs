namespace SocketWarp.QuicGateway.Sessions;

/// <summary>
/// What the sessions of one connector stand on, from renewal to renewal: its newest certificate. A session that was handed over keeps its tunnels
/// for as long as its successor may stay, however long ago its own certificate has ended.
/// </summary>
internal sealed class NewestCertificate(SessionCertificate first)
{
    private volatile SessionCertificate _certificate = first;

    public SessionCertificate Certificate => _certificate;

    public void Renew(SessionCertificate certificate) => _certificate = certificate;
}
