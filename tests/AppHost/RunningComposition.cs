using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.TestSupport;

namespace SocketWarp.AppHost.Tests;

/// <summary>An AppHost that runs, on free ports. All that it has started is gone after disposal.</summary>
internal sealed class RunningComposition : IAsyncDisposable
{
    /// <summary>What all parts together may take to start, the .NET host of each included.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _application;

    private RunningComposition(DistributedApplication application) => _application = application;

    public ResourceNotificationService States => _application.ResourceNotifications;

    private IResourceCollection Resources => _application.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    public static async Task<RunningComposition> StartAsync<TAppHost>(params string[] args)
        where TAppHost : class
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<TAppHost>(args);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        var composition = new RunningComposition(await builder.BuildAsync());
        try
        {
            await composition._application.StartAsync().InTime(StartLimit);
            return composition;
        }
        catch
        {
            await composition.DisposeAsync();
            throw;
        }
    }

    public HttpClient Client(string resource) => _application.CreateHttpClient(resource);

    public Uri Endpoint(string resource, string name) => _application.GetEndpoint(resource, name);

    /// <summary>Waits for a resource to be in one of these states; where it fails instead, the test does, with the resource's own words.</summary>
    public async Task<CustomResourceSnapshot> UntilAsync(string resource, params string[] states)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            var found = await States.WaitForResourceAsync(
                resource,
                e => states.Contains(e.Snapshot.State?.Text) || e.Snapshot.State?.Text == KnownResourceStates.FailedToStart,
                limit.Token
            );
            Assert.Contains(found.Snapshot.State?.Text, states);
            return found.Snapshot;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{resource} is not {string.Join(" or ", states)}:\n{await DescribeAsync()}", exception);
        }
    }

    /// <summary>Runs a command as the dashboard does, on the first of a resource's processes.</summary>
    public async Task<string> RunAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        var inputs = new InteractionInputCollection([
            .. arguments.Select(a => new InteractionInput
            {
                Name = a.Name,
                Label = a.Name,
                InputType = InputType.Text,
                Value = a.Value,
            }),
        ]);
        using var limit = new CancellationTokenSource(Waiting.Patience);
        var instance = await States.WatchAsync(limit.Token).FirstAsync(e => e.Resource.Name == resource, limit.Token);
        var result = await _application.ResourceCommands.ExecuteCommandAsync(instance.ResourceId, command, inputs, CancellationToken.None).InTime();
        Assert.True(result.Success, $"{command}: {result.Message} {result.Data?.Value}");
        return result.Data?.Value ?? "";
    }

    /// <summary>How many processes a resource is.</summary>
    public int Replicas(string resource) => Resources.Single(r => r.Name == resource).Annotations.OfType<ReplicaAnnotation>().Single().Replicas;

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().InTime();
        await _application.DisposeAsync().InTime();
    }

    private async Task<string> DescribeAsync()
    {
        var lines = new List<string>();
        foreach (var resource in Resources)
        {
            lines.Add($"{resource.Name}: {(States.TryGetCurrentState(resource.Name, out var state) ? state.Snapshot.State?.Text : "unknown")}");
            await foreach (var batch in _application.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource))
                lines.AddRange(batch.TakeLast(10).Select(line => $"  {line.Content}"));
        }

        return string.Join('\n', lines);
    }
}
