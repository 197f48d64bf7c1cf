using System.ComponentModel.DataAnnotations;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Admission</c>: who may have a session.</summary>
public sealed class AdmissionSettings : ISettings
{
    /// <summary>Asks <see cref="VerifyUrl"/> for each connector. Off, every certificate of the authority is let in, revoked or not.</summary>
    public bool Verify { get; set; } = true;

    /// <summary>The SCEP server's verify service.</summary>
    public Uri VerifyUrl { get; set; } = new("http://127.0.0.1:3000/api/cert/verify");

    /// <summary>The whole question, connecting included. Less than a connector waits for its Welcome.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan VerifyTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes of an answer that are read.</summary>
    [Range(256, 16 * 1024 * 1024)]
    public int MaxVerifyAnswer { get; set; } = 64 * 1024;

    /// <summary>For how long the verify service's yes to a certificate is not asked for again by new sessions; <c>0s</c>: each one asks.</summary>
    [DurationRange("0s", "5m")]
    public TimeSpan VerifyCacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Live sessions are asked about this often, each up to a quarter earlier at random.</summary>
    [DurationRange("100ms", "1d")]
    public TimeSpan ReverifyInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Questions about live sessions at once.</summary>
    [Range(1, 1024)]
    public int MaxReverifications { get; set; } = 16;

    /// <summary>
    /// While the verify service cannot be asked, a new session is admitted when the service said yes to the same certificate within this time. <c>0s</c>: it is
    /// refused with <c>VerifyUnavailable</c>.
    /// </summary>
    [DurationRange("0s", "30d")]
    public TimeSpan NewSessionGrace { get; set; }

    /// <summary>While the verify service cannot be asked, live sessions are kept for this long, and then ended with <c>VerifyUnavailable</c>.</summary>
    [DurationRange("0s", "30d")]
    public TimeSpan LiveSessionGrace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The SCEP server's watch service, such as <c>http://127.0.0.1:3000/api/watch</c>, which says at once whose certificate may have been revoked. Default:
    /// none is asked.
    /// </summary>
    public Uri? WatchUrl { get; set; }

    /// <summary>File with the bearer token for <see cref="WatchUrl"/>; read at each attempt. Empty: none is sent.</summary>
    public string WatchTokenPath { get; set; } = "";

    /// <summary>
    /// PEM file of the authorities that the certificates of <see cref="VerifyUrl"/> and <see cref="WatchUrl"/> must come from, with https. Default: the
    /// system's.
    /// </summary>
    public string? CaPath { get; set; }

    /// <summary>A watch that says nothing for this long is lost. Three of its heartbeats.</summary>
    [DurationRange("100ms", "10m")]
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after the watch was lost; doubled from there.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan WatchMinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such pause.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan WatchMaximumDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>TLS finished to Hello.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan HelloTimeout { get; set; } = ProtocolTimeouts.Hello;

    /// <summary>Peers that may be between TLS and Welcome at once; more are refused with LimitReached.</summary>
    [Range(1, 65_536)]
    public int MaxPending { get; set; } = 1024;

    public void Validate(SettingErrors errors)
    {
        errors.Require(VerifyUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(VerifyUrl), VerifyUrl, "write an http or https URL");
        errors.Require(WatchUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(WatchUrl), WatchUrl, "write an http or https URL");
        errors.Require(
            WatchUrl is null || Verify,
            nameof(WatchUrl),
            WatchUrl,
            "leave it out, or set Gateway:Admission:Verify to true: without it nobody can be asked about what the watch says"
        );
        errors.RequireFile(nameof(CaPath), CaPath);
        errors.Require(
            WatchMaximumDelay >= WatchMinimumDelay,
            nameof(WatchMaximumDelay),
            WatchMaximumDelay,
            $"write at least as much as {nameof(WatchMinimumDelay)}, {DurationText.Format(WatchMinimumDelay)}"
        );
    }
}
