using System.Text.Json;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>One line of the cache file: what changed with a revision. The first line begins with nothing, so it names everything.</summary>
/// <param name="Format">The version of this form; another one is not read.</param>
/// <param name="Assignments">New or changed, each as protobuf's JSON says it.</param>
/// <param name="Removed">Ids.</param>
/// <param name="ChosenPorts">By assignment id, for assignments of port 0.</param>
internal sealed record CacheLine(
    int Format,
    ulong Revision,
    IReadOnlyList<JsonElement> Assignments,
    IReadOnlyList<string> Removed,
    IReadOnlyDictionary<string, int> ChosenPorts
)
{
    public const int CurrentFormat = 2;
}
