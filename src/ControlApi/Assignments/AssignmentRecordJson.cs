using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Assignments;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(AssignmentRecord))]
[JsonSerializable(typeof(Assignment))]
internal sealed partial class AssignmentRecordJson : JsonSerializerContext;
