using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Completion;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Open;

/// <summary><c>warp open UID TARGET</c>.</summary>
internal static class OpenCommand
{
    // A connector that has just lost its gateway is back within 3 s.
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    public static Command Create(Voice voice)
    {
        var uid = new Argument<string>("UID") { Description = "the connector's identity: the CN of its certificate", HelpName = "UID" };
        var target = new Argument<string>("TARGET") { Description = "what the connector dials: host:port, [v6]:port or unix:/path", HelpName = "TARGET" };
        var port = Arguments.Number("--port", "PORT", "the gateway's port for visitors [default: the gateway chooses one]", 0, 65535);
        var gateway = new Option<string?>("--gateway") { Description = "the gateway that listens [default: default]", HelpName = "ID" };
        var listenAddress = new Option<string?>("--listen-address")
        {
            Description = "the gateway's IP address to listen on [default: its setting]",
            HelpName = "IP",
        };
        var maxVisitors = Arguments.Number("--max-visitors", "N", "visitors at once; more are refused [default: the gateway's setting]", 1, 1_000_000);
        var id = new Option<string?>("--id")
        {
            Description = "name of the assignment; an existing one is replaced [default: the API chooses one]",
            HelpName = "ID",
        };
        var description = new Option<string?>("--description") { Description = "for people", HelpName = "TEXT" };
        var wait = Arguments.Duration("--wait", "how long to wait for the port to listen", DefaultWait, TimeSpan.Zero);
        uid.CompletionSources.Add(ApiCompletions.Uids);

        var command = new ClientCommand(
            voice,
            "open",
            "Publish a target behind a connector on a port of the gateway",
            async (context, cancellationToken) =>
            {
                var request = new AssignmentRequest
                {
                    Uid = context.Parsed.GetValue(uid),
                    Target = context.Parsed.GetValue(target),
                    Port = context.Parsed.GetValue(port) ?? 0,
                    Gateway = context.Parsed.GetValue(gateway),
                    ListenAddress = context.Parsed.GetValue(listenAddress),
                    MaxVisitors = context.Parsed.GetValue(maxVisitors),
                    Id = context.Parsed.GetValue(id),
                    Description = context.Parsed.GetValue(description),
                };
                var assignment = await Opening.RunAsync(context.Api, request, context.Parsed.GetValue(wait) ?? DefaultWait, cancellationToken);
                return OpenView.Show(context, assignment);
            }
        )
        {
            uid,
            target,
            port,
            gateway,
            listenAddress,
            maxVisitors,
            id,
            description,
            wait,
        };
        return command.WithApiOptions();
    }
}
