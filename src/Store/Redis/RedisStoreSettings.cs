using SocketWarp.Base.Settings;

namespace SocketWarp.Store.Redis;

/// <summary>Section <c>Redis</c> of a service's state: one Redis for any number of processes, in the place of the embedded store.</summary>
public sealed class RedisStoreSettings : ISettings
{
    /// <summary>
    /// <c>HOST:PORT</c> of the server; with <see cref="SentinelService"/> those of the sentinels; of a cluster some of its nodes. Default: none, and
    /// the embedded store is used.
    /// </summary>
    public List<string> Endpoints { get; set; } = [];

    /// <summary>The name by which the sentinels know the server. Default: no sentinels.</summary>
    public string? SentinelService { get; set; }

    /// <summary>User of the access list (ACL). Default: Redis' own, <c>default</c>.</summary>
    public string? User { get; set; }

    /// <summary>File whose first line is the user's password. Default: no password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether the server speaks TLS.</summary>
    public bool Tls { get; set; }

    /// <summary>PEM file of the authorities that the server's certificate must come from. Default: those that the system knows.</summary>
    public string? CertificateAuthority { get; set; }

    /// <summary>The name that the server's certificate must have. Default: the host of the endpoint.</summary>
    public string? ServerName { get; set; }

    /// <summary>
    /// A part of every key, so that several deployments can share one Redis: 1 to 64 of a-z, 0-9, '-', '_' and '.'. socketwarp: enough where there is one.
    /// </summary>
    public string KeyPrefix { get; set; } = "socketwarp";

    /// <summary>Longest wait for an answer. 800ms: a caller hears within a second that a change cannot be made.</summary>
    [DurationRange("50ms", "30s")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How often the store is asked whether it has news: whatever happens to a notification, no change is seen later than this.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether Redis is used at all.</summary>
    public bool IsUsed => Endpoints.Count > 0;

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var endpoint in Endpoints)
            errors.Require(RedisEndpoints.TryParse(endpoint, out _), nameof(Endpoints), endpoint, "write HOST:PORT");
        errors.RequireFile(nameof(PasswordFile), PasswordFile);
        errors.RequireFile(nameof(CertificateAuthority), CertificateAuthority);
        errors.Require(Tls || CertificateAuthority is null, nameof(CertificateAuthority), CertificateAuthority, "set Tls too, or leave it out");
        errors.Require(Tls || ServerName is null, nameof(ServerName), ServerName, "set Tls too, or leave it out");
        errors.Require(
            KeyPrefix.Length is >= 1 and <= 64 && KeyPrefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'),
            nameof(KeyPrefix),
            KeyPrefix,
            "write 1 to 64 of a-z, 0-9, '-', '_' and '.'"
        );
    }
}
