using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway;

/// <summary>The gateway's answer to <c>--help</c>.</summary>
public static class GatewayHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-gateway",
            "Runs the outside process: it takes the sessions of connectors, and opens ports for visitors.",
            "Gateway",
            ("Gateway:Port 11443", "UDP port where connectors dial"),
            ("Gateway:CertificatePath FILE", "its certificate, PEM"),
            ("Gateway:KeyPath FILE", "the certificate's key"),
            ("Gateway:CaPath FILE", "the authorities of connectors' certificates"),
            ("Gateway:Control:Address URL[,URL]", "where ControlApi listens for gateways"),
            ("Gateway:Control:TokenPath FILE", "the token for it"),
            ("Gateway:Admission:VerifyUrl URL", "whom to ask whether a connector's certificate is revoked"),
            ("Gateway:Enrollment:Url URL", "the SCEP server to get the certificate from")
        );
}
