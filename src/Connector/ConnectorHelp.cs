using SocketWarp.ServiceDefaults;

namespace SocketWarp.Connector;

/// <summary>The connector's answer to <c>--help</c>.</summary>
public static class ConnectorHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-connector",
            "Runs the inside agent: it dials a gateway, and the targets that visitors are to reach.",
            "Connector",
            ("Connector:Gateways HOST:PORT,…", "the gateways to dial, in order of preference"),
            ("Connector:Targets HOST:PORT,…", "what it may be asked to dial; nothing is allowed that is not named"),
            ("Connector:CertificatePath FILE", "its certificate, PEM"),
            ("Connector:KeyPath FILE", "the certificate's key"),
            ("Connector:CaPath FILE", "the authorities of gateways' certificates"),
            ("Connector:ServerName NAME", "the name that the gateway's certificate must have"),
            ("Connector:Enrollment:Url URL", "the SCEP server to get the certificate from")
        );
}
