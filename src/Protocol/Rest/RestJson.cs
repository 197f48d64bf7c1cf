using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>JSON of the REST API: camel case, nothing for null. The server also refuses unknown members.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AssignmentRequest))]
[JsonSerializable(typeof(AssignmentView))]
[JsonSerializable(typeof(IReadOnlyList<AssignmentView>))]
[JsonSerializable(typeof(ConnectorView))]
[JsonSerializable(typeof(IReadOnlyList<ConnectorView>))]
[JsonSerializable(typeof(GatewayView))]
[JsonSerializable(typeof(IReadOnlyList<GatewayView>))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(ScepClientView))]
[JsonSerializable(typeof(IReadOnlyList<ScepClientView>))]
[JsonSerializable(typeof(ScepClientRequest))]
[JsonSerializable(typeof(ScepClientUpdate))]
[JsonSerializable(typeof(ScepSecretRequest))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(BackupHeaderView))]
[JsonSerializable(typeof(RestoreView))]
[JsonSerializable(typeof(LegacyOpen))]
[JsonSerializable(typeof(LegacyClose))]
[JsonSerializable(typeof(IReadOnlyList<LegacyOpen>))]
public sealed partial class RestJson : JsonSerializerContext;
