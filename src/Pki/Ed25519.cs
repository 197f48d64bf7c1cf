using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>
/// The Ed25519 keys that certificates may have (RFC 8032, RFC 8410). .NET checks signatures in chains of such certificates, but has no class for their
/// private keys: engines that can use one get it as it stands in its file. This class only finds out whether a key and a certificate belong together.
/// </summary>
internal static class Ed25519
{
    public const string Name = "Ed25519";

    private const string Oid = "1.3.101.112";
    private const int Length = 32;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Modulo(-121665 * Inverse(121666));

    /// <summary>RFC 8032 section 5.1: extended coordinates of the base point.</summary>
    private static readonly (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) Base = BasePoint();

    public static bool IsKeyOf(X509Certificate2 certificate) => certificate.PublicKey.Oid.Value == Oid;

    /// <returns>Whether the private key is that of the certificate.</returns>
    /// <exception cref="CryptographicException">It is not an Ed25519 key in PKCS#8.</exception>
    public static bool Belongs(X509Certificate2 certificate, ReadOnlyMemory<byte> pkcs8) =>
        certificate.PublicKey.EncodedKeyValue.RawData.AsSpan().SequenceEqual(PublicKey(ReadSeed(pkcs8)));

    /// <summary>RFC 8410 section 7: an octet string within the octet string.</summary>
    private static byte[] ReadSeed(ReadOnlyMemory<byte> pkcs8)
    {
        try
        {
            var info = new AsnReader(pkcs8, AsnEncodingRules.DER).ReadSequence();
            _ = info.ReadInteger();
            var algorithm = info.ReadSequence().ReadObjectIdentifier();
            var seed = new AsnReader(info.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
            return algorithm == Oid && seed.Length == Length ? seed : throw new CryptographicException("it is a key of another kind");
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    /// <summary>
    /// RFC 8032 section 5.1.5. The time that it takes depends a little on the key; no attacker can measure a process's start often enough to use that.
    /// </summary>
    private static byte[] PublicKey(byte[] seed)
    {
        var hash = SHA512.HashData(seed);
        hash[0] &= 0xf8;
        hash[31] = (byte)((hash[31] & 0x7f) | 0x40);
        var scalar = new BigInteger(hash.AsSpan(0, Length), isUnsigned: true);
        var (x, y, z, _) = Multiply(scalar);
        var inverse = Inverse(z);
        var encoded = new byte[Length];
        Modulo(y * inverse).TryWriteBytes(encoded, out _, isUnsigned: true);
        if (!Modulo(x * inverse).IsEven) encoded[31] |= 0x80;
        return encoded;
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) Multiply(BigInteger scalar)
    {
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) sum = (0, 1, 1, 0);
        for (var point = Base; !scalar.IsZero; scalar >>= 1, point = Add(point, point))
        {
            if (!scalar.IsEven) sum = Add(sum, point);
        }

        return sum;
    }

    /// <summary>RFC 8032 section 5.1.4.</summary>
    private static (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) Add(
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) p, (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) q)
    {
        var a = Modulo((p.Y - p.X) * (q.Y - q.X));
        var b = Modulo((p.Y + p.X) * (q.Y + q.X));
        var c = Modulo(2 * p.T * q.T * D);
        var d = Modulo(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return (Modulo(e * f), Modulo(g * h), Modulo(f * g), Modulo(e * h));
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) BasePoint()
    {
        var x = BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture);
        var y = Modulo(4 * Inverse(5));
        return (x, y, 1, Modulo(x * y));
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Modulo(value), Prime - 2, Prime);

    private static BigInteger Modulo(BigInteger value)
    {
        var rest = value % Prime;
        return rest.Sign < 0 ? rest + Prime : rest;
    }
}
