using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Server;

namespace SocketWarp.Pki.Tests.Support;

/// <summary>The same authority at another time.</summary>
internal sealed class ScepLater : IDisposable
{
    private readonly CertificateAuthority _authority;

    public ScepLater(ScepSite site, TimeSpan span)
    {
        using var folder = new TestDirectory();
        var time = FixedTime.In(span);
        CertificateFiles.Save(site.Authority.Certificate, folder.File("ca.crt"), folder.File("ca.key"));
        _authority = CertificateAuthority.Load(folder.File("ca.crt"), folder.File("ca.key"), time);
        Policy = new ScepPolicy { Time = time };
        Responder = new ScepResponder(_authority, policy: Policy);
    }

    public ScepPolicy Policy { get; }

    public ScepResponder Responder { get; }

    public void Dispose() => _authority.Dispose();
}
