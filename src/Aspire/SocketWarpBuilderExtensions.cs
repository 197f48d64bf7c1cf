using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Publishes what an AppHost runs through SocketWarp.</summary>
public static class SocketWarpBuilderExtensions
{
    /// <summary>
    /// Adds gateway, connector, ControlApi and ScepServer as one process. Its certificates, tokens and stores are in a temporary folder that is removed when
    /// the AppHost ends.
    /// </summary>
    /// <param name="builder">The AppHost.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="program">The program <c>warp</c>: its path, or its name if it is in PATH.</param>
    /// <param name="visitorAddress">The IP address on which published ports listen; <c>0.0.0.0</c> is every IPv4 address of this machine.</param>
    public static IResourceBuilder<SocketWarpResource> AddSocketWarp(
        this IDistributedApplicationBuilder builder,
        string name,
        string program = "warp",
        string visitorAddress = "127.0.0.1"
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentException.ThrowIfNullOrEmpty(visitorAddress);
        var resource = new SocketWarpResource(name, program, Directory.CreateTempSubdirectory("socketwarp-").FullName);
        builder.Services.AddHostedService(services => new FolderRemoval(resource.WorkingDirectory, services.GetRequiredService<IHostApplicationLifetime>()));
        return builder
            .AddResource(resource)
            .WithArgs("up", "--AppHost:FreePorts", "true", "--AppHost:StateDirectory", resource.WorkingDirectory, "--Gateway:Visitors:Address", visitorAddress)
            .WithHttpEndpoint(name: SocketWarpResource.ApiEndpointName)
            .WithArgs("--AppHost:ApiPort", resource.Api.Property(EndpointProperty.TargetPort))
            .WithHttpHealthCheck("/health/ready", endpointName: SocketWarpResource.ApiEndpointName)
            .WithOtlpExporter();
    }

    /// <summary>Publishes an endpoint on a port of the gateway: visitors of that port reach it through the tunnel.</summary>
    /// <param name="builder">The resource that has the endpoint.</param>
    /// <param name="tunnels">What <see cref="AddSocketWarp"/> has added.</param>
    /// <param name="port">The gateway's port for visitors, TCP.</param>
    /// <param name="endpointName">The endpoint; default: <c>http</c>.</param>
    public static IResourceBuilder<T> PublishThrough<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<SocketWarpResource> tunnels,
        int port,
        string endpointName = "http"
    )
        where T : class, IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tunnels);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        var endpoint = builder.GetEndpoint(endpointName);
        var text = port.ToString(CultureInfo.InvariantCulture);
        var name = $"{builder.Resource.Name}-{text}";
        builder
            .ApplicationBuilder.AddExecutable(name, tunnels.Resource.Command, tunnels.Resource.WorkingDirectory)
            .WithArgs("open", SocketWarpResource.Uid, endpoint.Property(EndpointProperty.HostAndPort), "--port", text, "--id", name, "--wait", "30s")
            .WithArgs("--api", tunnels.Resource.Api, "--token-file", tunnels.Resource.TokenFile)
            .WithParentRelationship(tunnels)
            .WaitFor(tunnels)
            .WaitFor(builder)
            .ExcludeFromManifest();
        return builder.WithUrl($"{endpoint.Property(EndpointProperty.Scheme)}://127.0.0.1:{text}", "Published");
    }

    private sealed class FolderRemoval(string folder, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStopped.Register(() => Directory.Delete(folder, recursive: true));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
