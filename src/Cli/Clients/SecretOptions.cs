using System.CommandLine;
using System.CommandLine.Parsing;
using SocketWarp.Base;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Parsing;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary>The options of the commands that make a secret.</summary>
internal sealed class SecretOptions
{
    /// <summary>A limit far above what a server allows, which says so itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private readonly Option<TimeSpan?> _lifetime = Arguments.Duration(
        "--lifetime",
        "how long the secret waits for its use [default: 1d]",
        null,
        TimeSpan.FromSeconds(1),
        Longest
    );

    private readonly Option<string?> _file = new("--secret-file")
    {
        Description = "write the secret to a new file (mode 0600) instead of printing it",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_lifetime);
        command.Options.Add(_file);
    }

    public bool IsUsed(CommandResult result) => result.GetResult(_lifetime) is not null || result.GetResult(_file) is not null;

    public ScepSecretRequest Request(ParseResult parsed) => new() { Lifetime = parsed.GetValue(_lifetime) is { } time ? DurationText.Format(time) : null };

    /// <exception cref="WarpException">when the file is there already, or cannot be written.</exception>
    public SecretOutput Open(ClientContext context) => new(context, context.Parsed.GetValue(_file));
}
