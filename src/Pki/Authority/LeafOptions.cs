namespace SocketWarp.Pki.Authority;

/// <summary>The key and the period of a certificate that an authority makes whole, key included.</summary>
public sealed record LeafOptions
{
    /// <summary>The kind of its key.</summary>
    public KeyKind Key { get; init; } = KeyKind.EcdsaP256;

    /// <summary>The time from now; cut to the authority's own end. The default is a year, as in socket-warp's samples.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);
}
