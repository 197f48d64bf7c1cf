using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki client UID</c>.</summary>
internal static class LeafClientCommand
{
    public static Command Create(Voice voice)
    {
        var uid = new Argument<string>("UID") { Description = "the connector's identity: the CN of its certificate", HelpName = "UID" };
        var output = new LeafOutput();
        var command = new FileCommand(
            voice,
            "client",
            "Make a connector's certificate and key",
            parsed =>
            {
                var value = parsed.GetRequiredValue(uid);
                if (!Uid.TryValidate(value, out var problem))
                    throw WarpException.BadArgument(problem);
                return output.Run(parsed, voice, value, (authority, options) => authority.IssueClient(value, options));
            }
        )
        {
            uid,
        };
        output.AddTo(command);
        return command;
    }
}
