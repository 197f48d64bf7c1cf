using System.Text.Json.Serialization;

namespace SocketWarp.QuicGateway.State;

[JsonSerializable(typeof(AdmittedFileContent))]
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
internal sealed partial class AdmittedFileJson : JsonSerializerContext;
