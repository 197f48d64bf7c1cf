using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Access;

namespace SocketWarp.Web.Http;

/// <summary>What every service that serves people and scripts over HTTP can be told.</summary>
/// <param name="section">Where they are set, for messages.</param>
public abstract class HttpSettings(string section) : ISettings
{
    /// <summary>
    /// Where callers come in: <see href="operations.md#ipv4-ipv6-and-names">every address</see>, and the port that socket-warp's users know.
    /// </summary>
    public IPEndPoint Listen { get; set; } = new(ListenAddress.Everywhere, 8080);

    /// <summary>PEM file with the certificate (and its chain) for HTTPS, with an RSA or ECDSA key; without it the API speaks clear text.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>
    /// Folder with the tokens as somebody else made them, one in each of <c>admin.token</c>, <c>viewer.token</c> and <c>gateway.token</c>: secrets of a
    /// deployment. Default: none, and the first start makes tokens in the state directory.
    /// </summary>
    public string? TokenDirectory { get; set; }

    /// <summary>What callers without a token may do: none, viewer or admin. None; anything else is warned of at start.</summary>
    public AnonymousAccess AllowAnonymous { get; set; } = AnonymousAccess.None;

    /// <summary>Bytes of a request's body. 64 KiB: the largest that is of use has a quarter.</summary>
    [Range(4096, 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Bytes of a body over the limit that are read and thrown away, so that its sender gets to read why it was refused. 16 MiB; above that the connection is
    /// closed.
    /// </summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int MaxDrainBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of a backup that is restored. 32 MiB: 10,000 assignments or clients with the longest texts that are usual.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxRestoreBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Bytes of all headers of a request. 16 KiB; ours are a token and a content type.</summary>
    [Range(4096, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>
    /// Connections at once, those of gateways included. One more closes the one that has been silent for longest,
    /// those without a token first.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 1024;

    /// <summary>
    /// Connections at once of one address (IPv6: of one /64) on which no token has come yet: a whole site may be behind one address. One more closes the one of
    /// them that has been silent for longest.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 256;

    /// <summary>
    /// How long a client may take from its connection, TLS included, to the end of its first request's headers, and from the first byte to the last of later
    /// ones.
    /// </summary>
    [DurationRange("100ms", "5m")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to send a request's body; of a backup that is restored, how long nothing of it may come.</summary>
    [DurationRange("100ms", "5m")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may leave each 64 KiB of an answer unread.</summary>
    [DurationRange("100ms", "5m")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be without a request after its first one: longer than reverse proxies keep theirs.</summary>
    [DurationRange("100ms", "5m")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public virtual void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireListenable(nameof(Listen), Listen, Listen, ProtocolType.Tcp);
        ServerCertificate.Validate(errors, Certificate, CertificateKey);
        errors.Require(
            MaxDrainBytes >= MaxBodyBytes,
            nameof(MaxDrainBytes),
            MaxDrainBytes,
            $"write at least as much as {nameof(MaxBodyBytes)}, {MaxBodyBytes}"
        );
    }

    internal string Key(string name) => $"{section}:{name}";

    internal string Section => section;
}
