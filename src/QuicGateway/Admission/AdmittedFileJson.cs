using System.Text.Json.Serialization;

namespace SocketWarp.QuicGateway.Admission;

[JsonSerializable(typeof(AdmittedFileContent))]
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
internal sealed partial class AdmittedFileJson : JsonSerializerContext;
