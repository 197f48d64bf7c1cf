using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>Section <c>Control</c>: where gateways attach (gRPC).</summary>
internal sealed class ControlSettings : ISettings
{
    public const string Section = "Control";

    /// <summary>Switches <see cref="Listen"/> off.</summary>
    public const string None = "none";

    /// <summary>Address and port, or <c>none</c>. 127.0.0.1:8443: a gateway elsewhere needs TLS first, because its token travels here.</summary>
    public string Listen { get; set; } = "127.0.0.1:8443";

    /// <summary>Path of a Unix socket to listen on as well, relative to the state directory. Default: none.</summary>
    public string? Socket { get; set; }

    /// <summary>PEM file with the certificate (and its chain) for TLS on <see cref="Listen"/>; without it gRPC goes in clear text.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>How long a call may take to say which gateway it is.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A gateway's connection that is silent for so long is pinged.</summary>
    [DurationRange("1s", "10m")]
    public TimeSpan PingAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping that is not answered for so long ends the attachment.</summary>
    [DurationRange("1s", "10m")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Uids whose last session is remembered per gateway; the longest gone are forgotten first.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectors { get; set; } = 10_000;

    /// <summary>Gateway ids that may attach between two starts. 1,000: a token holder that makes up ids must not fill the memory.</summary>
    [Range(1, 100_000)]
    public int MaxGateways { get; set; } = 1000;

    internal IPEndPoint? EndPoint => IPEndPoint.TryParse(Listen, out var endPoint) ? endPoint : null;

    public void Validate(SettingErrors errors)
    {
        var off = Listen.Equals(None, StringComparison.OrdinalIgnoreCase);
        errors.Require(off || EndPoint is not null, nameof(Listen), Listen, $"write address:port, such as 127.0.0.1:8443, or {None}");
        errors.Require(!off || !string.IsNullOrEmpty(Socket), nameof(Socket), Socket, $"name a socket, or set {nameof(Listen)}: gateways need one of them");
        if (EndPoint is { } endPoint)
            errors.RequireListenable(nameof(Listen), endPoint, endPoint, ProtocolType.Tcp);
        ServerCertificate.Validate(errors, Certificate, CertificateKey);
    }
}
