using System.Net;
using Microsoft.Extensions.Hosting;
using SocketWarp.AllInOne.Composition;
using SocketWarp.AllInOne.Endpoints;
using SocketWarp.AllInOne.SelfTest;
using SocketWarp.AllInOne.Settings;
using SocketWarp.Base;
using SocketWarp.Client;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer;

namespace SocketWarp.AllInOne.Demo;

/// <summary>Once all services run: publishes the demo target, tests the tunnel if wished, and says what is where.</summary>
internal sealed class DemoStart(
    AllInOneSettings settings,
    AllInOnePorts ports,
    AllInOneFiles files,
    ScepServerAddresses scep,
    ConnectorSettings connector,
    IHostApplicationLifetime lifetime
) : BackgroundService
{
    private const long TransferBytes = 64L << 20;

    /// <summary>The connector's first attempt may come before the gateway listens; then it is a retry later.</summary>
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(20);

    /// <summary>The limit of the self-test: forty times what a slow machine needs.</summary>
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var endpoints = await PublishAsync(stoppingToken);
            if (settings.SelfTest != SelfTestMode.Off)
            {
                var result = await TransferAsync(stoppingToken);
                await WriteAsync(output => Banner.Write(output, endpoints.Engine, result), stoppingToken);
            }

            if (settings.SelfTest == SelfTestMode.Only)
                lifetime.StopApplication();
            else
                await WriteAsync(output => Banner.Write(output, endpoints), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to end before all was up: nothing to say.
        }
    }

    /// <summary>Writes to standard output, and stops waiting when asked to: perhaps nobody reads it, and the process must end all the same.</summary>
    private static Task WriteAsync(Action<TextWriter> write, CancellationToken cancellationToken) =>
        Task.Run(() => write(Console.Out), CancellationToken.None).WaitAsync(cancellationToken);

    private async Task<AllInOneEndpoints> PublishAsync(CancellationToken cancellationToken)
    {
        var api = new Uri($"http://{IPAddress.Loopback}:{ports.Api}/");
        using var control = new ControlClient(
            new ApiClientOptions { Address = api, Token = (await File.ReadAllTextAsync(files.AdminToken, cancellationToken)).Trim() }
        );
        var target = $"{IPAddress.Loopback}:{ports.Target}";
        var request = new AssignmentRequest
        {
            Id = DemoAssignment.Id,
            Gateway = ControlContract.DefaultGateway,
            Port = ports.Visitor,
            Uid = connector.Enrollment.Uid,
            Target = target,
            Description = "the demo target",
        };
        await DemoAssignment.PublishAsync(control, request, PublishLimit, cancellationToken);
        // Visitors are served, so both have enrolled.
        files.GatewayIdentity.ForgetSecret();
        files.ConnectorIdentity.ForgetSecret();
        var gateway = (await control.ListGatewaysAsync(cancellationToken)).First(g => g.Id == ControlContract.DefaultGateway);
        var endpoints = new AllInOneEndpoints(
            gateway.Engine ?? "unknown",
            api,
            $"{IPAddress.Loopback}:{ports.Gateway}",
            $"{IPAddress.Loopback}:{ports.Visitor}",
            target,
            files.AdminToken,
            connector.Enrollment.Uid,
            scep.Http!,
            scep.AdminTokenFile,
            scep.AuthorityFingerprint
        );
        await endpoints.WriteAsync(files.Directory, cancellationToken);
        return endpoints;
    }

    private async Task<TransferResult> TransferAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TransferLimit);
        try
        {
            return await TransferTest.RunAsync(new IPEndPoint(IPAddress.Loopback, ports.Visitor), TransferBytes, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"the self-test did not end within {TransferLimit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw new StartupException($"the self-test failed: {e.Message}", e);
        }
    }
}
