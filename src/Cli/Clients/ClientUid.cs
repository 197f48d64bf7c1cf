using System.CommandLine;
using SocketWarp.Cli.Completion;
using SocketWarp.Protocol;

namespace SocketWarp.Cli.Clients;

/// <summary>The client that a command is about.</summary>
internal static class ClientUid
{
    /// <summary>An argument that names an existing client.</summary>
    public static Argument<string> Argument()
    {
        var uid = new Argument<string>("UID") { Description = "the client: the common name of its certificates", HelpName = "UID" };
        uid.CompletionSources.Add(ApiCompletions.Clients);
        return uid;
    }

    /// <exception cref="WarpException">when it is not a uid</exception>
    public static string Check(string uid)
    {
        if (Uid.TryValidate(uid, out var error))
            return uid;
        throw WarpException.BadArgument(error);
    }
}
