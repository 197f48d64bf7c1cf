using SocketWarp.ServiceDefaults;

namespace SocketWarp.ControlApi;

/// <summary>The ControlApi's answer to <c>--help</c>.</summary>
public static class ControlApiHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-controlapi",
            "Runs the control API: it keeps what shall be published, and tells gateways.",
            "ControlApi",
            ("Api:Listen ADDRESS:PORT", "where operators come in, REST"),
            ("Api:Certificate FILE", "certificate for HTTPS, PEM"),
            ("Api:CertificateKey FILE", "the certificate's key"),
            ("Control:Listen ADDRESS:PORT", "where gateways attach"),
            ("State:Directory FOLDER", "where assignments and tokens are kept")
        );
}
