namespace SocketWarp.ControlApi.Http;

/// <summary>The listener by which a connection came in, or which an endpoint is for: a feature of connections and requests, metadata of endpoints.</summary>
internal sealed class ApiListener
{
    public static readonly ApiListener Rest = new();
    public static readonly ApiListener Control = new();

    private ApiListener() { }
}
