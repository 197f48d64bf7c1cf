using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Admission</c>: who may have a session.</summary>
public sealed class AdmissionSettings
{
    /// <summary>Asks <see cref="VerifyUrl"/> for each connector. Off, whoever has a certificate of the authority is in, revoked or not. Default true.</summary>
    public bool Verify { get; set; } = true;

    /// <summary>The SCEP server's verify service. Default as socket-warp's.</summary>
    public Uri VerifyUrl { get; set; } = new("http://127.0.0.1:3000/api/cert/verify");

    /// <summary>The whole question, connecting included. Default 3 s: less than a connector waits for its Welcome.</summary>
    public TimeSpan VerifyTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes of an answer that are read. Default 64 KiB; a real one has some hundred.</summary>
    public int MaxVerifyAnswer { get; set; } = 64 * 1024;

    /// <summary>TLS finished to Hello. Default 5 s.</summary>
    public TimeSpan HelloTimeout { get; set; } = ProtocolTimeouts.Hello;

    /// <summary>Peers that may be between TLS and Welcome at once; more are refused with LimitReached. Default 1,024.</summary>
    public int MaxPending { get; set; } = 1024;

    internal void Validate(SectionErrors errors)
    {
        errors.Require(VerifyUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(VerifyUrl), VerifyUrl, "write an http or https URL");
        errors.RequireRange(nameof(VerifyTimeout), VerifyTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaxVerifyAnswer), MaxVerifyAnswer, 256, 16 * 1024 * 1024);
        errors.RequireRange(nameof(HelloTimeout), HelloTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaxPending), MaxPending, 1, 65_536);
    }
}
