using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.Client.Http;

/// <summary>An answer of bounded size.</summary>
internal sealed record HttpAnswer(int Status, string? MediaType, byte[] Body)
{
    /// <summary>Reverse proxies may drop the type.</summary>
    public bool IsJson => MediaType is null or "application/json" or "application/problem+json";

    /// <summary>The value in the body; default when it is something else.</summary>
    public T? Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return IsJson ? JsonSerializer.Deserialize(Body, type) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
