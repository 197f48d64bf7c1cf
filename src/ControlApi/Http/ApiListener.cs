namespace SocketWarp.ControlApi.Http;

/// <summary>Which of our listeners a connection came in by, and which an endpoint is for. A feature of connections and their requests, metadata of endpoints.</summary>
internal sealed class ApiListener
{
    public static readonly ApiListener Rest = new();
    public static readonly ApiListener Control = new();

    private ApiListener()
    {
    }
}
