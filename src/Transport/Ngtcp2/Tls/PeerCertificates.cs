using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Tls;

/// <summary>What a peer presented, leaf first.</summary>
internal sealed unsafe class PeerCertificates : IDisposable
{
    private const int MaxCount = 16;
    private const int MaxBytes = 64 * 1024;
    private readonly X509Certificate2Collection _others = [];

    private PeerCertificates(X509Certificate2 leaf) => Leaf = leaf;

    public X509Certificate2 Leaf { get; }

    /// <returns>null when the peer sent no certificate, or they cannot be read, or are too many or too big.</returns>
    public static PeerCertificates? Read(NativeTls.Datum* list, uint count)
    {
        if (list == null || count is 0 or > MaxCount)
            return null;
        PeerCertificates? result = null;
        try
        {
            for (uint i = 0; i < count; i++)
            {
                if (list[i].size > MaxBytes)
                    throw new CryptographicException("the certificate is too big");
                var certificate = X509CertificateLoader.LoadCertificate(new ReadOnlySpan<byte>(list[i].data, (int)list[i].size));
                if (result == null)
                    result = new PeerCertificates(certificate);
                else
                    result._others.Add(certificate);
            }

            return result;
        }
        catch (CryptographicException)
        {
            result?.Dispose();
            return null;
        }
    }

    /// <returns>null to accept, else why not.</returns>
    public string? Check(PeerCertificateValidator validator)
    {
        try
        {
            return validator(Leaf, _others);
        }
        catch (Exception exception)
        {
            return $"the certificate could not be checked: {exception.Message}";
        }
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var other in _others)
            other.Dispose();
    }
}
