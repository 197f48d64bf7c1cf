using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki</c>: an authority in files, and what it signs.</summary>
internal static class PkiCommand
{
    public static Command Create(Voice voice) =>
        new("pki", "Make, look at and revoke certificates, in files")
        {
            AuthorityCommand.Create(voice),
            ServerCommand.Create(voice),
            LeafClientCommand.Create(voice),
            InspectCommand.Create(voice),
            VerifyCommand.Create(voice),
            RevokeCommand.Create(voice),
        };
}
