using Microsoft.Extensions.Logging;

namespace SocketWarp.AppHost;

/// <summary>The resource "ready": runs once bytes have come through the tunnel, and its log says how to use it.</summary>
internal sealed partial class TunnelProbe(Uri visitors) : Resource("ready"), IResourceWithWaitSupport
{
    /// <summary>How long visitors may be refused before this counts as failed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static IResourceBuilder<TunnelProbe> Add(IDistributedApplicationBuilder builder, Uri visitors, string store) =>
        builder
            .AddResource(new TunnelProbe(visitors))
            .WithInitialState(
                new CustomResourceSnapshot
                {
                    ResourceType = "Tunnel",
                    State = KnownResourceStates.NotStarted,
                    Properties = [new("Store", store)],
                }
            )
            .ExcludeFromManifest()
            .OnInitializeResource((probe, begin, cancellationToken) => probe.RunAsync(begin, store, cancellationToken));

    private async Task RunAsync(InitializeResourceEvent begin, string store, CancellationToken cancellationToken)
    {
        Log.Store(begin.Logger, store);
        await begin.Notifications.PublishUpdateAsync(this, s => s with { State = KnownResourceStates.Waiting });
        await begin.Notifications.WaitForDependenciesAsync(this, cancellationToken);
        await begin.Eventing.PublishAsync(new BeforeResourceStartedEvent(this, begin.Services), cancellationToken);
        try
        {
            var page = await GetAsync(cancellationToken);
            var greeting = page.Split('\n', 2)[0];
            Log.Works(begin.Logger, greeting, visitors, visitors.Host, visitors.Port);
            await begin.Notifications.PublishUpdateAsync(
                this,
                s =>
                    s with
                    {
                        State = KnownResourceStates.Running,
                        StartTimeStamp = DateTime.UtcNow,
                        Urls = [new UrlSnapshot("visitors", visitors.ToString(), IsInternal: false)],
                        Properties = [.. s.Properties, new("curl", $"curl {visitors}"), new("ncat", $"ncat {visitors.Host} {visitors.Port}")],
                    }
            );
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            Log.Fails(begin.Logger, visitors, exception.Message);
            await begin.Notifications.PublishUpdateAsync(this, s => s with { State = KnownResourceStates.FailedToStart });
        }
    }

    private async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = Limit };
        var until = DateTime.UtcNow + Limit;
        while (true)
        {
            try
            {
                return await http.GetStringAsync(visitors, cancellationToken);
            }
            catch (HttpRequestException) when (DateTime.UtcNow < until)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Assignments are in {Store}", EventName = "StoreChosen")]
        public static partial void Store(ILogger logger, string store);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "The tunnel works; what is behind it says: {Greeting}\ntry:\n  curl {Visitors}\n  ncat {Host} {Port}",
            EventName = "TunnelWorks"
        )]
        public static partial void Works(ILogger logger, string greeting, Uri visitors, string host, int port);

        [LoggerMessage(3, LogLevel.Error, "Nothing comes through the tunnel at {Visitors}: {Reason}", EventName = "TunnelFails")]
        public static partial void Fails(ILogger logger, Uri visitors, string reason);
    }
}
