using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;

namespace SocketWarp.Connector;

internal static class ConnectorEngine
{
    /// <exception cref="StartupException">No engine works here, or not the one that the settings name.</exception>
    public static ITransportEngine Create(ConnectorSettings settings, ILoggerFactory loggers)
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
