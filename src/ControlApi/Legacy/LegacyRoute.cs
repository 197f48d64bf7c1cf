namespace SocketWarp.ControlApi.Legacy;

/// <summary>Marks socket-warp's routes: their errors are plain text.</summary>
internal sealed class LegacyRoute
{
    public static readonly LegacyRoute Instance = new();

    private LegacyRoute()
    {
    }
}
