using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Store;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AssignmentRecord))]
internal sealed partial class AssignmentRecordJson : JsonSerializerContext;
