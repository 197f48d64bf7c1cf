using System.Text.Json;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>A client as answers show it.</summary>
internal sealed record ClientView(string Uid, string Status, IReadOnlyDictionary<string, JsonElement> Attributes)
{
    public static ClientView Of(Client client, DateTimeOffset now) => new(client.Uid, client.StatusAt(now).Name(), client.Attributes);
}
