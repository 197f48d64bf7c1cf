using System.CommandLine;
using SocketWarp.Base;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients secret UID</c>.</summary>
internal static class ClientSecretCommand
{
    public static Command Create(Voice voice)
    {
        var uid = ClientUid.Argument();
        var overlap = Arguments.Duration(
            "--overlap",
            "how long the certificate that the client has still holds once the next one is there [default: the server's setting]",
            null,
            TimeSpan.Zero,
            SecretOptions.Longest
        );
        var secret = new SecretOptions();

        var command = new ClientCommand(
            voice,
            "secret",
            "Make a new one-time secret and print it; one that waits is replaced",
            async (context, cancellationToken) =>
            {
                var client = ClientUid.Check(context.Parsed.GetRequiredValue(uid));
                var request = secret.Request(context.Parsed) with { Overlap = context.Parsed.GetValue(overlap) is { } time ? DurationText.Format(time) : null };
                using var output = secret.Open(context);
                output.Show(await context.Scep.MakeSecretAsync(client, request, cancellationToken));
                return ExitCode.Done;
            },
            ApiService.Scep
        )
        {
            uid,
            overlap,
        };
        secret.AddTo(command);
        return command.WithApiOptions();
    }
}
