namespace SocketWarp.Web.Http;

/// <summary>Marks an endpoint whose body is a backup, which may have <see cref="HttpSettings.MaxRestoreBytes"/>.</summary>
public sealed class RestoreBody
{
    public static RestoreBody Instance { get; } = new();
}
