namespace SocketWarp.Pki.Scep;

/// <summary>What either side of SCEP accepts.</summary>
public sealed record ScepPolicy
{
    /// <summary>Accepts, and where the peer knows nothing better uses, SHA-1, 3DES and DES: all broken or nearly so. For old peers only.</summary>
    public bool AllowLegacy { get; init; }

    /// <summary>How far a request's signing time, where it has one, may be from ours.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The clock by which certificates and signing times are checked.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
