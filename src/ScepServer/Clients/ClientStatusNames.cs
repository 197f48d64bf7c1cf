namespace SocketWarp.ScepServer.Clients;

/// <summary>What the API and the metrics call a <see cref="ClientStatus"/>.</summary>
internal static class ClientStatusNames
{
    public static string Name(this ClientStatus status) => status.ToString().ToUpperInvariant();
}
