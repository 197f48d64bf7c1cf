using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Pki.Enrollment;

/// <summary>Where and how a process gets its own certificate from a SCEP server, and when it gets the next one.</summary>
/// <remarks>No record: a record's text would show the secret.</remarks>
public sealed class EnrollmentOptions : IValidatableObject
{
    /// <summary>The SCEP server, such as <c>https://ca.example.com/scep</c>. Not set: nothing is enrolled, the certificate files are the operator's.</summary>
    public Uri? Url { get; set; }

    /// <summary>What the SCEP server calls us: the common name of our certificate.</summary>
    public string Uid { get; set; } = "";

    /// <summary>The one-time secret of a first enrolment.</summary>
    public string? Secret { get; set; }

    /// <summary>File with the secret in place of <see cref="Secret"/>; read anew at each attempt, so that it may come or change later.</summary>
    public string? SecretPath { get; set; }

    /// <summary>Sends the secret alone and not <c>uid\secret</c>: servers other than socket-warp's want that. Default false.</summary>
    public bool SecretOnly { get; set; }

    /// <summary>PEM file of the authorities that the TLS certificate of an https <see cref="Url"/> must come from. Default: the system's.</summary>
    public string? CaPath { get; set; }

    /// <summary>
    /// SHA-256 of the authority's root certificate (DER): 64 hexadecimal digits, with or without colons, or the whole line that openssl prints. Needed
    /// with <c>http</c>: without it any server that answers is believed.
    /// </summary>
    public string? CaFingerprint { get; set; }

    /// <summary>DNS names and IP addresses to ask for: what others dial a gateway by. A connector needs none.</summary>
    public IList<string> Names { get; set; } = [];

    /// <summary>Bits of the RSA key; SCEP needs RSA (RFC 8894 section 2.3 encrypts for the requester's key). Default 2048.</summary>
    [Range(2048, 4096)]
    public int KeyBits { get; set; } = 2048;

    /// <summary>The part of a certificate's life after which it is renewed, less up to a twentieth at random. Default two thirds.</summary>
    [Range(0.1, 0.95)]
    public double RenewAt { get; set; } = 2.0 / 3;

    /// <summary>The pause after the first failure; doubled from there, each shortened by up to half at random. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan MinimumRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest such pause. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan MaximumRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after the server has said no: trying fast changes nothing, and may get us locked out. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan RefusedRetry { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>One HTTP request to the server, answer included. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two questions whether a certificate that waits for somebody's approval is there. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Such questions before the attempt counts as failed and begins anew, with the same key and transaction. Default 30.</summary>
    [Range(1, 10_000)]
    public int MaxPolls { get; set; } = 30;

    /// <summary>Accepts SHA-1, 3DES and DES, which are broken or nearly so, from servers that know nothing better. Default false.</summary>
    public bool AllowLegacy { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is null) yield break;
        if (Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) yield return Wrong(nameof(Url), "write an http or https URL");
        else if (Url.Scheme == "http" && string.IsNullOrEmpty(CaFingerprint)) yield return Wrong(nameof(CaFingerprint), "write the SHA-256 of the authority's root certificate, or use https");
        if (!string.IsNullOrEmpty(CaPath) && !File.Exists(CaPath)) yield return Wrong(nameof(CaPath), "name a file that exists");
        if (!Protocol.Uid.TryValidate(Uid, out var problem)) yield return Wrong(nameof(Uid), $"write the uid that the SCEP server knows us by ({problem})");
        if (!string.IsNullOrEmpty(CaFingerprint) && ScepFingerprint.TryParse(CaFingerprint) is null) yield return Wrong(nameof(CaFingerprint), "write 64 hexadecimal digits, or the whole line of: openssl x509 -in ca.crt -noout -fingerprint -sha256");
        if (!string.IsNullOrEmpty(Secret) && !string.IsNullOrEmpty(SecretPath)) yield return Wrong(nameof(SecretPath), "set either Secret or SecretPath");
        if (KeyBits % 1024 != 0) yield return Wrong(nameof(KeyBits), "write 2048, 3072 or 4096");
        if (MaximumRetry < MinimumRetry) yield return Wrong(nameof(MaximumRetry), "write at least as much as MinimumRetry");
        if (Names.Any(n => Uri.CheckHostName(n) is UriHostNameType.Unknown or UriHostNameType.Basic)) yield return Wrong(nameof(Names), "write DNS names and IP addresses");
    }

    private static ValidationResult Wrong(string key, string fix) => new(fix, [key]);
}
