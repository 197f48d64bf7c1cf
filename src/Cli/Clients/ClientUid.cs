using System.CommandLine;
using SocketWarp.Cli.Completion;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;

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

    /// <summary>Checks a uid before it becomes a part of a path, where a dot or two would lead elsewhere.</summary>
    /// <exception cref="WarpException">when it is not a uid.</exception>
    public static string Check(string uid)
    {
        if (Uid.TryValidate(uid, out var error)) return uid;
        throw WarpException.BadArgument(error);
    }

    /// <exception cref="WarpException">when it is not a uid.</exception>
    public static string Path(string uid) => $"{RestRoutes.Clients}/{Uri.EscapeDataString(Check(uid))}";
}
