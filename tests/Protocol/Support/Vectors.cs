using System.Text.Json;

namespace SocketWarp.Protocol.Tests.Support;

/// <summary>The cases of one file in Vectors/.</summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static T[] Read<T>(string file) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file)), Options)!;

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
