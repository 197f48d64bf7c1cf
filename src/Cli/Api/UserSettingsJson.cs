using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketWarp.Cli.Api;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UserSettings))]
internal sealed partial class UserSettingsJson : JsonSerializerContext;
