using System.Text.Json.Serialization;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ScepServer.Watch;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WatchEvent))]
internal sealed partial class WatchJson : JsonSerializerContext;
