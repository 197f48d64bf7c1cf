using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

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

    /// <summary>For how long the verify service's yes to a certificate is not asked for again by new sessions; 0: each one asks. Default 5 s.</summary>
    public TimeSpan VerifyCacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Live sessions are asked about this often, each up to a quarter earlier at random. Default 60 s.</summary>
    public TimeSpan ReverifyInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Questions about live sessions at once. Default 16: thousands of sessions in seconds, without a flood.</summary>
    public int MaxReverifications { get; set; } = 16;

    /// <summary>
    /// While the verify service cannot be asked, a new session is admitted when the service said yes to the same certificate within this time.
    /// Default 0: it is refused with VerifyUnavailable.
    /// </summary>
    public TimeSpan NewSessionGrace { get; set; }

    /// <summary>While the verify service cannot be asked, live sessions are kept for this long, and then ended with VerifyUnavailable. Default 1 h.</summary>
    public TimeSpan LiveSessionGrace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The SCEP server's watch service, which says at once whose certificate may have been revoked. Default: none is asked.</summary>
    public Uri? WatchUrl { get; set; }

    /// <summary>File with the bearer token for <see cref="WatchUrl"/>; read anew at each attempt. Empty: none is sent.</summary>
    public string WatchTokenPath { get; set; } = "";

    /// <summary>PEM file of the authorities that the certificates of <see cref="VerifyUrl"/> and <see cref="WatchUrl"/> must come from, with https. Default: the system's.</summary>
    public string? CaPath { get; set; }

    /// <summary>A watch that says nothing for this long is lost. Default 30 s: three of its heartbeats.</summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after the watch was lost; doubled from there. Default 100 ms.</summary>
    public TimeSpan WatchMinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such pause. Default 5 s.</summary>
    public TimeSpan WatchMaximumDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>TLS finished to Hello. Default 5 s.</summary>
    public TimeSpan HelloTimeout { get; set; } = ProtocolTimeouts.Hello;

    /// <summary>Peers that may be between TLS and Welcome at once; more are refused with LimitReached. Default 1,024.</summary>
    public int MaxPending { get; set; } = 1024;

    internal void Validate(SectionErrors errors)
    {
        errors.Require(VerifyUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(VerifyUrl), VerifyUrl, "write an http or https URL");
        errors.RequireRange(nameof(VerifyTimeout), VerifyTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaxVerifyAnswer), MaxVerifyAnswer, 256, 16 * 1024 * 1024);
        errors.RequireRange(nameof(VerifyCacheTime), VerifyCacheTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        errors.RequireRange(nameof(ReverifyInterval), ReverifyInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        errors.RequireRange(nameof(MaxReverifications), MaxReverifications, 1, 1024);
        errors.RequireRange(nameof(NewSessionGrace), NewSessionGrace, TimeSpan.Zero, TimeSpan.FromDays(30));
        errors.RequireRange(nameof(LiveSessionGrace), LiveSessionGrace, TimeSpan.Zero, TimeSpan.FromDays(30));
        errors.Require(WatchUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(WatchUrl), WatchUrl, "write an http or https URL");
        errors.Require(WatchUrl is null || Verify, nameof(WatchUrl), WatchUrl, "leave it out, or set Gateway:Admission:Verify to true: without it nobody can be asked about what the watch says");
        errors.RequireFile(nameof(CaPath), CaPath);
        errors.RequireRange(nameof(WatchTimeout), WatchTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        errors.RequireRange(nameof(WatchMinimumDelay), WatchMinimumDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(WatchMaximumDelay), WatchMaximumDelay, WatchMinimumDelay, TimeSpan.FromHours(1));
        errors.RequireRange(nameof(HelloTimeout), HelloTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaxPending), MaxPending, 1, 65_536);
    }
}
