using System.Text.Json.Serialization;

namespace SocketWarp.Store;

/// <summary>What came of a request that has a key. It is in the record of the change, so that both happen or neither.</summary>
public sealed record KeptAnswer<TOutcome>
{
    /// <summary>The digest of the caller and the request's key.</summary>
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    /// <summary>The digest of what was asked for.</summary>
    [JsonPropertyName("request")]
    public required string Request { get; init; }

    /// <summary>The time of the decision, in seconds since 1970.</summary>
    [JsonPropertyName("at")]
    public required long At { get; init; }

    /// <summary>How many of the oldest answers are forgotten with this one. It is written down because all readers of a log must forget the same.</summary>
    [JsonPropertyName("forget")]
    public int Forget { get; init; }

    /// <summary>The outcome, written whatever it is: tables leave out what has its default.</summary>
    [JsonPropertyName("outcome")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required TOutcome Outcome { get; init; }
}
