using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients list</c>.</summary>
internal static class ClientListCommand
{
    private static readonly Column[] Columns = [new("UID"), new("STATUS"), new("CERTIFICATE", Right: true), new("SECRET", Right: true), new("ATTRIBUTES")];

    public static Command Create(Voice voice) =>
        new ClientCommand(
            voice,
            "list",
            "Show all clients: their status, and how long certificate and secret still hold",
            async (context, cancellationToken) =>
            {
                var list = await context.Scep.ListClientsAsync(cancellationToken);
                if (context.Json)
                    voice.Data(context.Said());
                else
                    Grid.Write(voice, Columns, list.Select(c => Row(c, DateTimeOffset.UtcNow)));
                return ExitCode.Done;
            },
            ApiService.Scep
        ).WithApiOptions();

    private static Cell[] Row(ScepClientView c, DateTimeOffset now) =>
        [c.Uid, Status(c), Left(c.CertificateUntil, now), Left(c.SecretUntil, now), string.Join(' ', c.Attributes.Select(a => $"{a.Key}={a.Value}"))];

    private static Cell Status(ScepClientView client) =>
        new(
            client.Status,
            client.CertificateUntil is not null ? Tone.Good
                : client.SecretUntil is not null ? Tone.Warning
                : Tone.Plain
        );

    private static Cell Left(DateTimeOffset? until, DateTimeOffset now) => until is { } at ? Words.Ago(at - now) : Cell.None;
}
