using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>What a command that calls a service works with.</summary>
/// <param name="Service">The client of the command's service.</param>
/// <param name="Json">Whether the service's own words are wanted.</param>
/// <param name="Said">The service's own words in its last answer.</param>
internal sealed record ClientContext(ParseResult Parsed, ServiceClient Service, Uri Address, Voice Voice, bool Json, Func<string> Said)
{
    public ControlClient Api => (ControlClient)Service;

    public ScepAdminClient Scep => (ScepAdminClient)Service;
}
