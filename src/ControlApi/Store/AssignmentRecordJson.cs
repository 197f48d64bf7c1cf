using System.Text.Json.Serialization;
using SocketWarp.ControlApi.Assignments;

namespace SocketWarp.ControlApi.Store;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AssignmentRecord))]
[JsonSerializable(typeof(Assignment))]
internal sealed partial class AssignmentRecordJson : JsonSerializerContext;
