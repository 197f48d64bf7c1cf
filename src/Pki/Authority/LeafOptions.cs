namespace SocketWarp.Pki.Authority;

/// <summary>The key and the period of a certificate that an authority makes whole, key included.</summary>
public sealed record LeafOptions
{
    /// <summary>The kind of its key.</summary>
    public KeyKind Key { get; init; } = KeyKind.EcdsaP256;

    /// <summary>From now; cut to the authority's own end. A year, as socket-warp's samples have it.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);
}
