namespace SocketWarp.Connector;

internal static class ConnectorVersion
{
    /// <summary>Product and version, as Hello and logs name it.</summary>
    public static readonly string Software = $"socket-warp-connector/{typeof(ConnectorVersion).Assembly.GetName().Version?.ToString(3)}";
}
