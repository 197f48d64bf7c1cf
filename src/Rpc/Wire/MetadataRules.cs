using System.Collections.Frozen;

namespace SocketWarp.Rpc.Wire;

/// <summary>What may be metadata ("Custom-Metadata" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class MetadataRules
{
    /// <summary>Headers that belong to HTTP or to gRPC itself and would confuse both if callers set them.</summary>
    private static readonly FrozenSet<string> Transport = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "te", "content-type", "content-length", "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "trailer", "date", "server");

    public static bool IsBinary(string key) => key.EndsWith("-bin", StringComparison.OrdinalIgnoreCase);

    public static bool IsReceivable(string key) =>
        !key.StartsWith(':') && !key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !Transport.Contains(key);

    public static string CheckedKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new ArgumentException($"'{key}' is no metadata key: ASCII letters, digits, '-', '_' and '.' only.", nameof(key));
        if (!IsReceivable(key))
            throw new ArgumentException($"'{key}' is reserved: choose another metadata key.", nameof(key));
        return key.ToLowerInvariant();
    }

    public static string CheckedValue(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // The value itself may be a secret (a bearer token) and stays out of the message.
        if (value.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException($"The value of '{key}' must be printable ASCII: use a key ending in \"-bin\" for other text.", nameof(value));
        return value;
    }
}
