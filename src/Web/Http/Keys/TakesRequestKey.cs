namespace SocketWarp.Web.Http.Keys;

/// <summary>Marks an endpoint whose requests may have a key.</summary>
internal sealed class TakesRequestKey
{
    public static TakesRequestKey Instance { get; } = new();
}
