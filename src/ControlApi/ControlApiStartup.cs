using System.Net;
using Microsoft.Extensions.Options;
using SocketWarp.Base.State;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Http;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Access;

namespace SocketWarp.ControlApi;

/// <summary>Opens what is on disk before anything listens, and says where we listen once all does.</summary>
internal sealed partial class ControlApiStartup(
    StateDirectory state,
    ApiTokens tokens,
    IAssignmentStore store,
    ApiListeners listeners,
    ControlApiAddresses addresses,
    IOptions<ApiSettings> api,
    IOptions<ControlSettings> control,
    ILogger<ControlApiStartup> logger
) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        state.Open();
        tokens.Load();
        await store.OpenAsync(cancellationToken);
        addresses.AdminTokenFile = tokens.FileOf(ApiRole.Admin);
        addresses.ViewerTokenFile = tokens.FileOf(ApiRole.Viewer);
        addresses.GatewayTokenFile = tokens.FileOf(ApiRole.Gateway);
        // Left by a process that was killed. The lock says that it is not in use; a socket elsewhere may be somebody else's.
        if (control.Value.Socket is { Length: > 0 } socket && Path.GetDirectoryName(state.File(socket)) == state.Path)
            File.Delete(state.File(socket));
        Warn();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        listeners.Fill(addresses);
        Log.RestAt(logger, addresses.Rest!);
        if (addresses.Control is not null)
            Log.ControlAt(logger, addresses.Control);
        if (addresses.ControlSocket is not null)
            Log.ControlAtSocket(logger, addresses.ControlSocket);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Warn()
    {
        ListenAddress.Warn(logger, api.Value.Listen.Address, control.Value.EndPoint?.Address ?? IPAddress.Loopback);
        if (api.Value.AllowAnonymous != AnonymousAccess.None)
            Log.Anonymous(logger, api.Value.AllowAnonymous);
        if (api.Value.Certificate is null && !IPAddress.IsLoopback(api.Value.Listen.Address))
            Log.ClearText(logger, api.Value.Listen, ApiSettings.Section);
        if (control.Value is { Certificate: null, EndPoint: { } endPoint } && !IPAddress.IsLoopback(endPoint.Address))
            Log.ClearText(logger, endPoint, ControlSettings.Section);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "REST API on {Address}", EventName = "RestListening")]
        public static partial void RestAt(ILogger logger, Uri address);

        [LoggerMessage(2, LogLevel.Information, "Gateways attach on {Address}", EventName = "ControlListening")]
        public static partial void ControlAt(ILogger logger, Uri address);

        [LoggerMessage(3, LogLevel.Information, "Gateways attach on Unix socket {Path}", EventName = "ControlSocketListening")]
        public static partial void ControlAtSocket(ILogger logger, string path);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Everybody who reaches the API has the rights of {Role} without a token, because Api:AllowAnonymous says so",
            EventName = "AnonymousAllowed"
        )]
        public static partial void Anonymous(ILogger logger, AnonymousAccess role);

        [LoggerMessage(
            5,
            LogLevel.Warning,
            "{EndPoint} is open to the network in clear text: tokens can be read on the way; set {Section}:Certificate and {Section}:CertificateKey, or "
                + "listen on 127.0.0.1",
            EventName = "ClearTextOpen"
        )]
        public static partial void ClearText(ILogger logger, IPEndPoint endPoint, string section);
    }
}
