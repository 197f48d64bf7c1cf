using System.Security.Cryptography;

namespace SocketWarp.Pki.Authority;

/// <summary>The kinds of keys that are made.</summary>
public enum KeyKind
{
    /// <summary>A small and quick key: the default.</summary>
    EcdsaP256,

    /// <summary>RSA, 2048 bits.</summary>
    Rsa2048,

    /// <summary>RSA, 3072 bits.</summary>
    Rsa3072,

    /// <summary>ECDSA on the curve P-384.</summary>
    EcdsaP384,

    /// <summary>RSA, 4096 bits.</summary>
    Rsa4096,
}

internal static class KeyKinds
{
    public static AsymmetricAlgorithm Create(this KeyKind kind) =>
        kind switch
        {
            KeyKind.EcdsaP256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            KeyKind.EcdsaP384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            KeyKind.Rsa2048 => RSA.Create(2048),
            KeyKind.Rsa3072 => RSA.Create(3072),
            KeyKind.Rsa4096 => RSA.Create(4096),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
