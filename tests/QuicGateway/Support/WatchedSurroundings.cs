using SocketWarp.QuicGateway.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Surroundings with a watch service; all other intervals are so long that only the watch can cause what a test sees.</summary>
public abstract class WatchedSurroundings : Surroundings
{
    internal WatchEndpoint Watch { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Watch = await WatchEndpoint.StartAsync();
        await File.WriteAllTextAsync(Files.Path("watch.token"), "sesame\n");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Watch.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal override void Configure(GatewaySettings settings)
    {
        (settings.Admission.WatchUrl, settings.Admission.WatchTokenPath) = (Watch.Url, Files.Path("watch.token"));
        settings.Admission.VerifyCacheTime = TimeSpan.FromMinutes(1);
        settings.Admission.NewSessionGrace = TimeSpan.FromMinutes(10);
        settings.Admission.WatchTimeout = 2 * Waiting.Patience;
        settings.Admission.WatchMaximumDelay = TimeSpan.FromMilliseconds(200);
    }
}
