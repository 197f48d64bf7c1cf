using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer;

/// <summary>Kestrel's endpoint and limits.</summary>
internal sealed class ScepListener(IOptions<ScepSettings> settings) : IConfigureOptions<KestrelServerOptions>
{
    private ListenOptions? _listen;

    public void Configure(KestrelServerOptions options)
    {
        options.UseLimits(settings.Value);
        // A SCEP message in a GET is one long line.
        options.Limits.MaxRequestLineSize = settings.Value.MaxHeaderBytes;
        options.Listen(
            ListenAddress.Usable(settings.Value.Listen),
            listen =>
            {
                _listen = listen;
                listen.UseProtocols(settings.Value);
            }
        );
    }

    /// <summary>What is bound; after the start.</summary>
    public void Fill(ScepServerAddresses addresses) => addresses.Http = HttpDefaults.Reachable(_listen!.IPEndPoint!, settings.Value.Certificate is not null);
}
