using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.Pki.Enrollment;

/// <summary>Where and how a process gets its own certificate from a SCEP server, and when it gets the next one.</summary>
/// <remarks>No record: a record's text would show the secret.</remarks>
public sealed class EnrollmentOptions : ISettings
{
    /// <summary>The SCEP server, such as <c>https://ca.example.com/scep</c>. Not set: nothing is enrolled, the certificate files are the operator's.</summary>
    public Uri? Url { get; set; }

    /// <summary>What the SCEP server calls us: the common name of our certificate.</summary>
    public string Uid { get; set; } = "";

    /// <summary>The one-time secret of a first enrolment; also as a variable, such as <c>SOCKETWARP_Connector__Enrollment__Secret</c>.</summary>
    public string? Secret { get; set; }

    /// <summary>File with the secret in place of <see cref="Secret"/>; read at each attempt, so that it may come or change later.</summary>
    public string? SecretPath { get; set; }

    /// <summary>Sends the secret alone and not <c>uid\secret</c>: servers other than socket-warp's want that.</summary>
    public bool SecretOnly { get; set; }

    /// <summary>
    /// PEM file of the authorities that the TLS certificate of an https <see cref="Url"/> must come from; default: the system's. With <c>http</c>: of the
    /// authority's root certificate, in place of <see cref="CaFingerprint"/>; read at each attempt, so that it may come later.
    /// </summary>
    public string? CaPath { get; set; }

    /// <summary>
    /// SHA-256 of the authority's root certificate: 64 hexadecimal digits, with or without colons, or the whole line that <c>openssl x509 -noout -fingerprint
    /// -sha256</c> prints. With
    /// <c>http</c> it or <see cref="CaPath"/> is needed: without them any server that answers is believed.
    /// </summary>
    public string? CaFingerprint { get; set; }

    /// <summary>DNS names and IP addresses to ask for. A gateway needs those that connectors dial it by; a connector needs none.</summary>
    public IList<string> Names { get; set; } = [];

    /// <summary>Bits of the RSA key that is made here: 2048, 3072 or 4096. SCEP needs RSA.</summary>
    [Range(2048, 4096)]
    public int KeyBits { get; set; } = 2048;

    /// <summary>The part of a certificate's life after which it is renewed, less up to a twentieth at random.</summary>
    [Range(0.1, 0.95)]
    public double RenewAt { get; set; } = 2.0 / 3;

    /// <summary>The pause after the first failure; doubled from there, each shortened by up to half at random.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan MinimumRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest such pause. While a certificate still holds, no pause is longer than a quarter of what is left of it.</summary>
    [DurationRange("10ms", "1d")]
    public TimeSpan MaximumRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after the server has said no: trying fast changes nothing, and may get us locked out.</summary>
    [DurationRange("10ms", "1d")]
    public TimeSpan RefusedRetry { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>One HTTP request to the server, answer included.</summary>
    [DurationRange("10ms", "10m")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two questions whether a certificate that waits for somebody's approval is there.</summary>
    [DurationRange("10ms", "1d")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Such questions before the attempt counts as failed and begins again, with the same key and transaction.</summary>
    [Range(1, 10_000)]
    public int MaxPolls { get; set; } = 30;

    /// <summary>Accepts SHA-1, 3DES and DES, which are broken or nearly so, from servers that know nothing better.</summary>
    public bool AllowLegacy { get; set; }

    internal bool IsHttps => Url is { IsAbsoluteUri: true, Scheme: "https" };

    void ISettings.Validate(SettingErrors errors)
    {
        if (Url is null)
            return;
        if (Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            errors.Add(nameof(Url), Url, "write an http or https URL");
        else if (Url.Scheme == "http" && string.IsNullOrEmpty(CaFingerprint) && string.IsNullOrEmpty(CaPath))
            errors.Add(nameof(CaFingerprint), CaFingerprint, "write the SHA-256 of the authority's root certificate, or use https");
        if (IsHttps && !string.IsNullOrEmpty(CaPath) && !File.Exists(CaPath))
            errors.Add(nameof(CaPath), CaPath, "name a file that exists");
        if (!Protocol.Uid.TryValidate(Uid, out var problem))
            errors.Add(nameof(Uid), Uid, $"write the uid that the SCEP server knows us by ({problem})");
        if (!string.IsNullOrEmpty(CaFingerprint) && ScepFingerprint.TryParse(CaFingerprint) is null)
            errors.Add(
                nameof(CaFingerprint),
                CaFingerprint,
                "write 64 hexadecimal digits, or the whole line of: openssl x509 -in ca.crt -noout -fingerprint -sha256"
            );
        if (!string.IsNullOrEmpty(Secret) && !string.IsNullOrEmpty(SecretPath))
            errors.Add(nameof(SecretPath), SecretPath, "set either Secret or SecretPath");
        if (KeyBits % 1024 != 0)
            errors.Add(nameof(KeyBits), KeyBits, "write 2048, 3072 or 4096");
        if (MaximumRetry < MinimumRetry)
            errors.Add(nameof(MaximumRetry), MaximumRetry, "write at least as much as MinimumRetry");
        if (Names.Any(n => Uri.CheckHostName(n) is UriHostNameType.Unknown or UriHostNameType.Basic))
            errors.Add(nameof(Names), Names, "write DNS names and IP addresses");
    }
}
