namespace SocketWarp.ControlApi.Gateways;

/// <summary>The last session of a uid, as its gateway reported it.</summary>
internal sealed record ReportedSession
{
    public required string Uid { get; init; }

    public required string SessionId { get; init; }

    public required bool Up { get; init; }

    /// <summary>The time when it came up, or went down.</summary>
    public required DateTimeOffset Since { get; init; }

    public string Name { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Remote { get; init; } = "";

    public string Protocol { get; init; } = "";

    public string Software { get; init; } = "";

    /// <summary>Zero: not measured yet.</summary>
    public TimeSpan RoundTrip { get; init; }

    public DateTimeOffset? CertificateExpires { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The attachment that reported it last.</summary>
    public required GatewayAttachment ReportedBy { get; init; }
}
