using SocketWarp.ServiceDefaults;

namespace SocketWarp.ScepServer;

/// <summary>The ScepServer's answer to <c>--help</c>.</summary>
public static class ScepServerHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-scepserver",
            "Runs the certificate service: it issues certificates over SCEP, and says which are revoked.",
            "ScepServer",
            ("Scep:Listen ADDRESS:PORT", "where clients, gateways and operators come in"),
            ("Scep:Certificate FILE", "certificate for HTTPS, PEM"),
            ("Scep:CertificateKey FILE", "the certificate's key"),
            ("Scep:StateDirectory FOLDER", "where clients, certificates and tokens are kept"),
            ("Scep:Depot FOLDER", "where the authority's certificate and key are"),
            ("Scep:CertificateLifetime 365d", "how long certificates hold")
        );
}
