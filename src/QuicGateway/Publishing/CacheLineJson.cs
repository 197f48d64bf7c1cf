using System.Text.Json.Serialization;

namespace SocketWarp.QuicGateway.Publishing;

[JsonSerializable(typeof(CacheLine))]
internal sealed partial class CacheLineJson : JsonSerializerContext;
