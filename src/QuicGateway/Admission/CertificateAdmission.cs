using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Says who may come in and who may stay, from what the source says now and what it said lately.</summary>
internal sealed partial class CertificateAdmission(
    AdmissionSettings settings,
    IAdmissionSource source,
    AdmittedCertificates admitted,
    TimeProvider time,
    ILogger<CertificateAdmission> logger
)
{
    /// <summary>The epoch of a decision that no answer stands behind.</summary>
    private const long Never = -1;

    private readonly LogThrottle _graceLog = new(time, TimeSpan.FromSeconds(1));
    private int _unavailable;

    /// <summary>Decides about a new session.</summary>
    public async Task<AdmissionDecision> AdmitAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        var thumbprint = Thumbprint(leaf);
        var epoch = admitted.Epoch;
        if (Read(admitted.FindFresh(thumbprint)) is { } fresh)
            return fresh with { Epoch = epoch };
        var decision = await AskAsync(leaf, cancellationToken);
        if (decision.Refusal is not { Code: ErrorCode.VerifyUnavailable } || Read(admitted.FindRemembered(thumbprint)) is not { } remembered)
            return decision;
        if (_graceLog.Pass(out var more))
            Log.Remembered(logger, remembered.Uid!, decision.Refusal.Reason, DurationText.Format(settings.NewSessionGrace), more);
        return remembered with { Epoch = Never };
    }

    /// <summary>The source's word of now.</summary>
    public async Task<AdmissionDecision> AskAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        var epoch = admitted.Epoch;
        var decision = await source.VerifyAsync(leaf, cancellationToken) with { Epoch = epoch };
        if (decision.IsAdmitted)
            admitted.Add(new AdmittedCertificate(Thumbprint(leaf), decision.Uid, decision.Rules.Attributes, time.GetUtcNow()), epoch);
        else if (decision.Refusal.Code != ErrorCode.VerifyUnavailable)
            admitted.Remove(Thumbprint(leaf));
        Note(decision.Refusal is { Code: ErrorCode.VerifyUnavailable } refusal ? refusal.Reason : null);
        return decision;
    }

    /// <summary>Whether nothing has happened since that could make the decision wrong.</summary>
    public bool IsCurrent(AdmissionDecision decision) => decision.Epoch == admitted.Epoch;

    private static string Thumbprint(X509Certificate2 leaf) => leaf.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>What is remembered was read from an answer before, but a file may hold anything.</summary>
    private static AdmissionDecision? Read(AdmittedCertificate? known) =>
        known is not null && Uid.TryValidate(known.Uid, out _) && ClientGrants.TryRead(known.Attributes, out var rules, out _)
            ? AdmissionDecision.Admitted(known.Uid, rules)
            : null;

    private void Note(string? unavailable)
    {
        if (Interlocked.Exchange(ref _unavailable, unavailable is null ? 0 : 1) == (unavailable is null ? 0 : 1))
            return;
        if (unavailable is null)
            Log.Available(logger);
        else
            Log.Unavailable(logger, unavailable, DurationText.Format(settings.LiveSessionGrace));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No answer from the verify service: {Reason}; live sessions are kept for {Grace}", EventName = "VerifyUnavailable")]
        public static partial void Unavailable(ILogger logger, string reason, string grace);

        [LoggerMessage(2, LogLevel.Information, "The verify service answers again", EventName = "VerifyAvailable")]
        public static partial void Available(ILogger logger);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "Admitting {Uid} unverified: {Reason}, and it said yes to this certificate within {Grace}{More}",
            EventName = "AdmittedUnverified"
        )]
        public static partial void Remembered(ILogger logger, string uid, string reason, string grace, string more);
    }
}
