using System.Text.Json.Serialization;

namespace SocketWarp.QuicGateway.State;

[JsonSerializable(typeof(CacheLine))]
internal sealed partial class CacheLineJson : JsonSerializerContext;
