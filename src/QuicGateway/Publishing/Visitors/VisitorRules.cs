using SocketWarp.Protocol;
using SocketWarp.Sessions.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>What an assignment says about its visitors.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Port">As it is written; 0: any free one.</param>
/// <param name="Opening">Names <paramref name="Target"/> to native connectors.</param>
internal sealed record VisitorRules(string Assignment, string Uid, int Port, TargetAddress Target, int MaxVisitors, NativeOpening Opening);
