using System.Text.Json;

namespace SocketWarp.QuicGateway.State;

/// <summary>The cache file's content.</summary>
/// <param name="Format">The version of this form; another one is not read.</param>
/// <param name="Assignments">Each as protobuf's JSON says it.</param>
/// <param name="ChosenPorts">By assignment id, for wishes of port 0.</param>
internal sealed record CachedSnapshot(int Format, ulong Revision, IReadOnlyList<JsonElement> Assignments, IReadOnlyDictionary<string, int> ChosenPorts)
{
    public const int CurrentFormat = 1;
}
