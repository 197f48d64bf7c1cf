using System.Text.Json.Serialization;

namespace SocketWarp.QuicGateway.State;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(CachedSnapshot))]
internal sealed partial class CachedSnapshotJson : JsonSerializerContext;
