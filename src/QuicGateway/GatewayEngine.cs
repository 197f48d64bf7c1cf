using Microsoft.Extensions.Logging;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;

namespace SocketWarp.QuicGateway;

internal static class GatewayEngine
{
    /// <exception cref="StartupException">No engine works here, or not the one that the settings name.</exception>
    public static ITransportEngine Create(GatewaySettings settings, ILoggerFactory loggers)
    {
        try
        {
            return TransportEngines.Create(new TransportOptions { Engine = settings.Engine }, loggers);
        }
        catch (TransportException e)
        {
            throw new StartupException(e.Message, e);
        }
    }
}
