using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AppHost;

/// <summary>What several resources have in common.</summary>
internal static class ResourceExtensions
{
    /// <summary>Sets one of the settings of docs/settings.md.</summary>
    public static IResourceBuilder<ProjectResource> WithSetting(
        this IResourceBuilder<ProjectResource> service,
        string key,
        in ReferenceExpression.ExpressionInterpolatedStringHandler value
    ) => service.WithEnvironment(Variable(key), ReferenceExpression.Create(value));

    /// <summary>Sets one of the settings of docs/settings.md.</summary>
    public static IResourceBuilder<ProjectResource> WithSetting(this IResourceBuilder<ProjectResource> service, string key, string value) =>
        service.WithEnvironment(Variable(key), value);

    /// <summary>Sets one of the settings of docs/settings.md.</summary>
    public static IResourceBuilder<ProjectResource> WithSetting(this IResourceBuilder<ProjectResource> service, string key, int value) =>
        service.WithSetting(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The port on which the process itself listens, another one in each replica.</summary>
    public static EndpointReferenceExpression PortOf(this IResourceBuilder<ProjectResource> service, string endpoint) =>
        service.GetEndpoint(endpoint).Property(EndpointProperty.TargetPort);

    /// <summary>Lets a gateway or connector enrol with the secret that was made for it.</summary>
    public static IResourceBuilder<ProjectResource> WithIdentity(
        this IResourceBuilder<ProjectResource> service,
        string section,
        string uid,
        IResourceBuilder<ProjectResource> scep,
        RunFolder folder
    )
    {
        var authority = folder.PathOf("scep/ca.crt");
        PrivateFiles.CreateDirectory(folder.PathOf(uid));
        return service
            .WithSetting($"{section}:CertificatePath", folder.PathOf($"{uid}/cert.pem"))
            .WithSetting($"{section}:KeyPath", folder.PathOf($"{uid}/key.pem"))
            .WithSetting($"{section}:CaPath", authority)
            .WithSetting($"{section}:Enrollment:Url", $"{scep.GetEndpoint("http")}/scep")
            .WithSetting($"{section}:Enrollment:Uid", uid)
            .WithSetting($"{section}:Enrollment:SecretPath", folder.PathOf($"{uid}.secret"))
            .WithSetting($"{section}:Enrollment:CaPath", authority);
    }

    /// <summary>Asks a process without HTTP for its health, over its Unix socket.</summary>
    public static IResourceBuilder<ProjectResource> WithSocketHealthCheck(this IResourceBuilder<ProjectResource> service, RunFolder folder)
    {
        var name = service.Resource.Name;
        var socket = folder.PathOf($"{name}.sock");
        service.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck($"{name}-socket", _ => AskAsync(socket));
        return service.WithSetting("Process:HealthSocket", socket).WithHealthCheck($"{name}-socket");
    }

    /// <summary>Serves metrics for Prometheus.</summary>
    public static IResourceBuilder<ProjectResource> WithMetrics(this IResourceBuilder<ProjectResource> service, int port) =>
        service
            .WithEndpoint(port, port, "http", "metrics", isProxied: false)
            .WithSetting("Telemetry:PrometheusPort", port)
            .WithUrlForEndpoint("metrics", url => (url.Url, url.DisplayText) = ($"{url.Url}/metrics", "Metrics"));

    /// <summary>Links to the description of the service's API.</summary>
    public static IResourceBuilder<ProjectResource> WithApiDocument(this IResourceBuilder<ProjectResource> service) =>
        service.WithUrlForEndpoint("http", endpoint => new ResourceUrlAnnotation { Url = $"{endpoint.Url}/openapi/v1.json", DisplayText = "API document" });

    /// <summary>Ends a gateway as an operator does it: connectors and visitors are told, tunnels get <c>Gateway:DrainPeriod</c> to finish.</summary>
    public static IResourceBuilder<ProjectResource> WithDrainCommand(this IResourceBuilder<ProjectResource> gateway) =>
        gateway.WithCommand(
            "drain",
            "Drain",
            context =>
                context
                    .Services.GetRequiredService<ResourceCommandService>()
                    .ExecuteCommandAsync(context.ResourceName, KnownResourceCommands.StopCommand, cancellationToken: context.CancellationToken),
            new CommandOptions
            {
                Description = "Takes no more tunnels, lets those that are open finish, and stops the gateway.",
                IconName = "ArrowExit",
                UpdateState = context =>
                    context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            }
        );

    private static string Variable(string key) => ServiceConfiguration.EnvironmentPrefix + key.Replace(":", "__", StringComparison.Ordinal);

    private static async Task<HealthCheckResult> AskAsync(string socket)
    {
        try
        {
            var answer = await HealthQuestion.ReadAsync(socket);
            var line = answer.Split('\n', 2)[0];
            return HealthQuestion.IsWell(answer) ? HealthCheckResult.Healthy(line) : HealthCheckResult.Unhealthy(line);
        }
        catch (StartupException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
