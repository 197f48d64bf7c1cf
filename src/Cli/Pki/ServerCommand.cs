using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Pki;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki server NAME…</c>.</summary>
internal static class ServerCommand
{
    public static Command Create(Voice voice)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "DNS names and IP addresses that clients dial",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var gateway = new Option<bool>("--gateway") { Description = "for client authentication too: a gateway that shows it to others" };
        var output = new LeafOutput();
        var command = new FileCommand(
            voice,
            "server",
            "Make a server's certificate and key, such as a gateway's",
            parsed =>
            {
                var all = parsed.GetRequiredValue(names);
                if (Array.Find(all, n => !HostNames.IsValid(n)) is { } wrong)
                    throw new WarpException(ExitCode.BadArgument, $"NAME is \"{wrong}\"", "write a DNS name such as gateway.example.com, or an IP address");
                return output.Run(
                    parsed,
                    voice,
                    all[0].Replace(':', '_'),
                    (authority, options) => parsed.GetValue(gateway) ? authority.IssueGateway(all, options) : authority.IssueServer(all, options)
                );
            }
        )
        {
            names,
            gateway,
        };
        output.AddTo(command);
        return command;
    }
}
