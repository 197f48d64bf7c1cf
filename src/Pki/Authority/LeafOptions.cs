namespace SocketWarp.Pki.Authority;

public sealed record LeafOptions
{
    public KeyKind Key { get; init; } = KeyKind.EcdsaP256;

    /// <summary>The time from now; cut to the authority's own end. The default is a year, as in socket-warp's samples.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);
}
