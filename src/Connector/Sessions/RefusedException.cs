using SocketWarp.Base;

namespace SocketWarp.Connector.Sessions;

/// <summary>The first gateway that answered refused us: nothing will change until somebody changes something.</summary>
public sealed class RefusedException(string message) : StartupException(message)
{
    public override int ExitCode => ExitCodes.Refused;
}
