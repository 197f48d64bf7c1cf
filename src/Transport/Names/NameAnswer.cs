using System.Net;
using SocketWarp.Base.Net;

namespace SocketWarp.Transport.Names;

/// <summary>The addresses of a name, or why there are no addresses.</summary>
/// <param name="Addresses">The addresses in the order to try them; empty unless the problem is <see cref="NameProblem.None"/>.</param>
/// <param name="Reason">Follows the name: "has no address".</param>
public sealed record NameAnswer(IReadOnlyList<IPAddress> Addresses, NameProblem Problem, string Reason)
{
    /// <summary>Addresses of one name that are tried; the owner of a name can give it thousands.</summary>
    private const int MaxAddresses = 8;

    internal static NameAnswer Found(IPAddress[] addresses) =>
        addresses.Length > 0
            ? new([.. AddressOrder.Interleave(addresses).Take(MaxAddresses)], NameProblem.None, "")
            : Failed(NameProblem.Unknown, "has no address");

    internal static NameAnswer Failed(NameProblem problem, string reason) => new([], problem, reason);
}

/// <summary>The reasons why a name has no address.</summary>
public enum NameProblem
{
    /// <summary>It has some.</summary>
    None,

    /// <summary>The resolver says that there is no such name, or that it has no address.</summary>
    Unknown,

    /// <summary>There was no answer in the time that was given.</summary>
    TimedOut,

    /// <summary>The resolver itself failed: its servers cannot be reached, or cannot say at present.</summary>
    ResolverFailed,

    /// <summary>Too many names are being looked up for this one to have a place.</summary>
    TooMany,

    /// <summary>The text cannot be a name.</summary>
    Malformed,
}
