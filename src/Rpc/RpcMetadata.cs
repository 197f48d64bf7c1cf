using System.Collections;
using System.Diagnostics.CodeAnalysis;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc;

/// <summary>
/// Headers or trailers of a call, in order; a key may occur more than once. Keys are lower case; a key ending in "-bin" holds bytes,
/// kept here in their wire form (base64).
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "Metadata is gRPC's word for it.")]
public sealed class RpcMetadata : IReadOnlyCollection<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _entries = [];

    public int Count => _entries.Count;

    /// <exception cref="ArgumentException">The key or the value cannot travel in a header, or the key is reserved for gRPC.</exception>
    public void Add(string key, string value)
    {
        var lower = MetadataRules.CheckedKey(key);
        if (MetadataRules.IsBinary(lower))
            throw new ArgumentException($"'{key}' holds bytes because it ends in \"-bin\": add them as bytes.", nameof(key));
        _entries.Add(new(lower, MetadataRules.CheckedValue(lower, value)));
    }

    /// <exception cref="ArgumentException">The key does not end in "-bin", or is reserved for gRPC.</exception>
    public void Add(string key, ReadOnlySpan<byte> value)
    {
        var lower = MetadataRules.CheckedKey(key);
        if (!MetadataRules.IsBinary(lower))
            throw new ArgumentException($"'{key}' must end in \"-bin\" to hold bytes.", nameof(key));
        _entries.Add(new(lower, BinaryValue.Encode(value)));
    }

    /// <summary>The last value of this key, or null.</summary>
    public string? GetValue(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
            if (_entries[i].Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                return _entries[i].Value;
        return null;
    }

    /// <summary>The bytes of the last value of a "-bin" key; null when there is none or what came is not base64.</summary>
    public byte[]? GetBytes(string key) => GetValue(key) is { } value ? BinaryValue.Decode(value) : null;

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes over what a peer sent; HTTP has judged its characters already.</summary>
    internal void AddReceived(string key, string value)
    {
        if (!MetadataRules.IsReceivable(key))
            return;
        // HTTP may join equal keys with commas, which base64 does not contain (gRPC over HTTP2, "Custom-Metadata").
        if (MetadataRules.IsBinary(key))
            foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
                _entries.Add(new(key.ToLowerInvariant(), part));
        else
            _entries.Add(new(key.ToLowerInvariant(), value));
    }
}
