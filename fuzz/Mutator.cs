namespace SocketWarp.Fuzz;

/// <summary>Damages messages as bad peers and bad lines do; the same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxDamages = 4;

    private readonly Random _random = new(seed);

    /// <param name="other">A second message to take pieces of.</param>
    public byte[] Damage(byte[] message, byte[] other)
    {
        var damaged = message.ToArray();
        for (var left = _random.Next(1, MaxDamages + 1); left > 0 && damaged.Length > 0; left--)
        {
            damaged = _random.Next(8) switch
            {
                0 => Truncate(damaged),
                1 => LieAboutLength(damaged),
                2 => Splice(damaged, other),
                3 => Repeat(damaged),
                4 => SetByte(damaged),
                5 => Remove(damaged),
                6 => Nest(damaged),
                _ => FlipBit(damaged),
            };
        }

        return damaged;
    }

    public int Next(int below) => _random.Next(below);

    private byte[] FlipBit(byte[] message)
    {
        message[_random.Next(message.Length)] ^= (byte)(1 << _random.Next(8));
        return message;
    }

    private byte[] SetByte(byte[] message)
    {
        ReadOnlySpan<byte> nasty = [0x00, 0x01, 0x7f, 0x80, 0x84, 0xff, 0x02, 0x30, 0x31, 0xa0];
        message[_random.Next(message.Length)] = nasty[_random.Next(nasty.Length)];
        return message;
    }

    private byte[] Truncate(byte[] message) => message[.._random.Next(message.Length)];

    /// <summary>A long-form length of DER, somewhere, is replaced by another.</summary>
    private byte[] LieAboutLength(byte[] message)
    {
        var start = _random.Next(message.Length);
        var at = message.AsSpan(start).IndexOf((byte)0x82);
        if (at < 0 || start + at + 2 >= message.Length)
            return FlipBit(message);
        message[start + at + 1] = (byte)_random.Next(256);
        message[start + at + 2] = (byte)_random.Next(256);
        return message;
    }

    private byte[] Splice(byte[] message, byte[] other)
    {
        var length = _random.Next(1, Math.Min(other.Length, 400));
        var from = _random.Next(other.Length - length);
        var to = _random.Next(message.Length);
        return [.. message.AsSpan(0, to), .. other.AsSpan(from, length), .. message.AsSpan(Math.Min(message.Length, to + (_random.Next(2) * length)))];
    }

    private byte[] Repeat(byte[] message)
    {
        var from = _random.Next(message.Length);
        var length = _random.Next(1, Math.Min(message.Length - from, 200) + 1);
        return [.. message.AsSpan(0, from + length), .. message.AsSpan(from, length), .. message.AsSpan(from + length)];
    }

    private byte[] Remove(byte[] message)
    {
        var from = _random.Next(message.Length);
        var length = _random.Next(1, Math.Min(message.Length - from, 50) + 1);
        return [.. message.AsSpan(0, from), .. message.AsSpan(from + length)];
    }

    /// <summary>Many constructed values of indefinite length, one in another.</summary>
    private byte[] Nest(byte[] message)
    {
        var nested = new byte[2 * _random.Next(1, 2000)];
        for (var i = 0; i < nested.Length; i += 2)
            (nested[i], nested[i + 1]) = ((byte)(_random.Next(2) == 0 ? 0x30 : 0x24), 0x80);
        var at = _random.Next(message.Length);
        return [.. message.AsSpan(0, at), .. nested, .. message.AsSpan(at)];
    }
}
