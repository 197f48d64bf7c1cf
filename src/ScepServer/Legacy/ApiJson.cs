using System.Text.Json.Serialization;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>JSON of the API: snake case, as the original has it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(ClientBody))]
[JsonSerializable(typeof(ClientView))]
[JsonSerializable(typeof(IReadOnlyList<ClientView>))]
[JsonSerializable(typeof(SecretBody))]
[JsonSerializable(typeof(SecretView))]
[JsonSerializable(typeof(IReadOnlyList<CertificateView>))]
[JsonSerializable(typeof(CertificateBody))]
[JsonSerializable(typeof(Pkcs12Body))]
[JsonSerializable(typeof(IReadOnlyList<FileView>))]
[JsonSerializable(typeof(VerifyFailure))]
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ApiJson : JsonSerializerContext;
