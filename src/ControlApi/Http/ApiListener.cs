namespace SocketWarp.ControlApi.Http;

/// <summary>Which of our endpoints a connection came in by. Feature of the connection and of its requests.</summary>
internal sealed class ApiListener
{
    public static readonly ApiListener Rest = new();
    public static readonly ApiListener Control = new();

    private ApiListener()
    {
    }
}
