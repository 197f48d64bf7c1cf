using System.Security.Cryptography;

namespace SocketWarp.Pki.Authority;

public enum KeyKind
{
    /// <summary>A small and quick key: the default.</summary>
    EcdsaP256,

    Rsa2048,

    Rsa3072,

    EcdsaP384,

    Rsa4096,
}

internal static class KeyKinds
{
    public static AsymmetricAlgorithm Create(this KeyKind kind) => kind switch
    {
        KeyKind.EcdsaP256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        KeyKind.EcdsaP384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        KeyKind.Rsa2048 => RSA.Create(2048),
        KeyKind.Rsa3072 => RSA.Create(3072),
        KeyKind.Rsa4096 => RSA.Create(4096),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
