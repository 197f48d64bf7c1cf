using System.Text.Json;

namespace SocketWarp.SystemTests.Running;

/// <summary>What a running AllInOne writes into its state directory for programs.</summary>
internal sealed record Endpoints(
    string Engine,
    Uri Api,
    string Gateway,
    string Visitor,
    string Target,
    string TokenFile,
    string Uid,
    Uri Scep,
    string ScepTokenFile,
    string CaFingerprint
)
{
    public static Endpoints Read(string file) => JsonSerializer.Deserialize<Endpoints>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
}
