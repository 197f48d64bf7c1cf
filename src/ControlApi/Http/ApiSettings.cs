using System.Net;
using SocketWarp.ControlApi.Access;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.ControlApi.Http;

/// <summary>Section <c>Api</c>: the REST side.</summary>
internal sealed class ApiSettings : ISettings
{
    public const string Section = "Api";

    /// <summary>Where operators come in. 0.0.0.0:8080, as socket-warp's users know it.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Any, 8080);

    /// <summary>PEM file with the certificate (and its chain) for HTTPS; without it the API speaks clear text.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>What callers without a token may do: none, viewer or admin. None; anything else is warned of at start.</summary>
    public AnonymousAccess AllowAnonymous { get; set; } = AnonymousAccess.None;

    /// <summary>Bytes of a request's body. 64 KiB: the largest assignment has under 4.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Bytes of a body over the limit that are read and thrown away, so that its sender gets to read why it was refused. 16 MiB; above that
    /// the connection is closed.
    /// </summary>
    public int MaxDrainBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of all headers of a request. 16 KiB; ours are a token and a content type.</summary>
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Connections at once, those of gateways included. 1,024: operators and scripts, not the public.</summary>
    public int MaxConnections { get; set; } = 1024;

    /// <summary>How long a client may take to send its headers. 10 s.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a write waits for the gateway's answer before it reports "pending". 3 s: an answer takes milliseconds or is missing.</summary>
    public TimeSpan AcknowledgeTimeout { get; set; } = TimeSpan.FromSeconds(3);

    public void Validate(SettingErrors errors)
    {
        ServerCertificate.Validate(errors, Certificate, CertificateKey);
        errors.RequireRange(nameof(MaxBodyBytes), MaxBodyBytes, 4096, 1024 * 1024);
        errors.RequireRange(nameof(MaxDrainBytes), MaxDrainBytes, MaxBodyBytes, 1024 * 1024 * 1024);
        errors.RequireRange(nameof(MaxHeaderBytes), MaxHeaderBytes, 4096, 1024 * 1024);
        errors.RequireRange(nameof(MaxConnections), MaxConnections, 1, 1_000_000);
        errors.RequireRange(nameof(HeaderTimeout), HeaderTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        errors.RequireRange(nameof(AcknowledgeTimeout), AcknowledgeTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }
}
