using System.Text.Json;

namespace SocketWarp.AllInOne.Endpoints;

/// <summary>Where everything of this run is, for programs: <c>endpoints.json</c> in the state directory.</summary>
/// <param name="Engine">The QUIC engine in use.</param>
/// <param name="Api">Base URL of the REST API.</param>
/// <param name="Gateway">Where connectors dial, <c>address:port</c>.</param>
/// <param name="Visitor">The published demo port, <c>address:port</c>.</param>
/// <param name="Target">The demo target as the connector dials it, <c>address:port</c>.</param>
/// <param name="TokenFile">Holds the API's admin token.</param>
/// <param name="Uid">The identity of the embedded connector.</param>
/// <param name="Scep">Base URL of the ScepServer.</param>
/// <param name="ScepTokenFile">Holds the ScepServer's admin token.</param>
/// <param name="CaFingerprint">SHA-256 of the authority that connectors enrol with.</param>
internal sealed record AllInOneEndpoints(
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
    public const string FileName = "endpoints.json";

    /// <summary>Complete or absent, never half.</summary>
    public async Task WriteAsync(string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, FileName);
        await File.WriteAllBytesAsync(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }
}
