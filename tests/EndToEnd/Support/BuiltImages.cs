using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Support;

/// <summary>The images of the compose file, built once from what <c>setup/publish.sh</c> wrote.</summary>
public sealed class BuiltImages : IAsyncLifetime
{
    public const string Version = "0.2.0";

    public static string Scep => $"socketwarp/scep:{Version}";

    public static string ControlApi => $"socketwarp/control-api:{Version}";

    public static string Gateway => $"socketwarp/quic-gateway:{Version}";

    public static string Connector => $"socketwarp/connector:{Version}";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Repository.PathOf("artifacts", "programs", "SocketWarp.QuicGateway")))
            throw new InvalidOperationException("artifacts/programs has no programs: run ./test.sh EndToEnd, or setup/publish.sh artifacts/programs");
        await Engine.RunAsync("compose", "build", "--quiet");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
