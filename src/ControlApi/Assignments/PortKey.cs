namespace SocketWarp.ControlApi.Assignments;

/// <summary>What at most one assignment may have.</summary>
internal readonly record struct PortKey(string Gateway, AssignedProtocol Protocol, int Port);
