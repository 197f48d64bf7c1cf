namespace SocketWarp.Pki.Authority;

public sealed record LeafOptions
{
    public KeyKind Key { get; init; } = KeyKind.EcdsaP256;

    /// <summary>From now; cut to the authority's own end. A year, as socket-warp's samples have it.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);
}
