using System.Text.Json.Serialization;

namespace SocketWarp.Web.Access;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(StoredToken[]))]
internal sealed partial class TokenJson : JsonSerializerContext;
