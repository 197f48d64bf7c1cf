using System.Security.Cryptography;

namespace SocketWarp.Pki.Authority;

public enum KeyKind
{
    /// <summary>Small and quick: the default.</summary>
    EcdsaP256,

    Rsa2048,

    Rsa3072,
}

internal static class KeyKinds
{
    public static AsymmetricAlgorithm Create(this KeyKind kind) => kind switch
    {
        KeyKind.EcdsaP256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        KeyKind.Rsa2048 => RSA.Create(2048),
        KeyKind.Rsa3072 => RSA.Create(3072),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
