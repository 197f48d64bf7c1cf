using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>A gateway's session report, bounded and cleaned: much in it was said by connectors.</summary>
internal static class SessionReader
{
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static ReportedSession? Read(SessionReport report, GatewayAttachment attachment, DateTimeOffset now)
    {
        if (report.Uid.Length == 0)
            return null;
        return new ReportedSession
        {
            Uid = Text(report.Uid),
            SessionId = Text(report.SessionId),
            Up = report.Up,
            Since =
                report.SinceUnixMilliseconds > 0 && report.SinceUnixMilliseconds < LastMillisecond
                    ? DateTimeOffset.FromUnixTimeMilliseconds(report.SinceUnixMilliseconds)
                    : now,
            Name = Text(report.Name),
            Reason = PeerText.Clean(report.Reason),
            Remote = Text(report.RemoteAddress),
            Protocol = Text(report.Protocol),
            Software = Text(report.Software),
            RoundTrip = TimeSpan.FromMicroseconds(Math.Min(report.RoundTripMicroseconds, TimeSpan.FromHours(1).TotalMicroseconds)),
            CertificateExpires =
                report.CertificateNotAfterUnixSeconds > 0 && report.CertificateNotAfterUnixSeconds < LastSecond
                    ? DateTimeOffset.FromUnixTimeSeconds(report.CertificateNotAfterUnixSeconds)
                    : null,
            Labels = Labels(report),
            ReportedBy = attachment,
        };
    }

    // Two keys may be one when cleaned.
    private static Dictionary<string, string> Labels(SessionReport report)
    {
        var labels = new Dictionary<string, string>();
        foreach (var (key, value) in report.Labels.Take(ProtocolLimits.MaxLabels))
            labels[Text(key)] = PeerText.Clean(value, ProtocolLimits.MaxLabelValue);
        return labels;
    }

    private static string Text(string text) => PeerText.Clean(text, ProtocolLimits.MaxName * 2);
}
