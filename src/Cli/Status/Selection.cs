using SocketWarp.Cli.Api;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

/// <summary>What belongs to a uid, a port or an id.</summary>
internal sealed class Selection
{
    private readonly HashSet<string> _assignments;
    private readonly HashSet<(string Gateway, string Uid)> _connectors;
    private readonly HashSet<string> _gateways;

    private Selection(IReadOnlyList<AssignmentView> assignments, IEnumerable<(string Gateway, string Uid)> connectors)
    {
        _assignments = [.. assignments.Select(a => a.Id)];
        _connectors = [.. connectors, .. assignments.Select(a => (a.Gateway, a.Uid))];
        _gateways = [.. _connectors.Select(c => c.Gateway)];
    }

    /// <exception cref="WarpException">when nothing has this name.</exception>
    public static Selection Of(string name, IReadOnlyList<ConnectorView> connectors, IReadOnlyList<AssignmentView> assignments)
    {
        var named = Naming.Find(assignments, name);
        var found =
            named.Count > 0
                ? new Selection(named, [])
                : new Selection([.. assignments.Where(a => a.Uid == name)], connectors.Where(c => c.Uid == name).Select(c => (c.Gateway, c.Uid)));
        return found._connectors.Count > 0
            ? found
            : throw new WarpException(ExitCode.NotFound, $"there is no connector, port or assignment \"{name}\"", "\"warp status\" shows what there is");
    }

    public bool HasAssignment(string? id) => id is not null && _assignments.Contains(id);

    public bool HasConnector(string? gateway, string? uid) => gateway is not null && uid is not null && _connectors.Contains((gateway, uid));

    public bool HasGateway(string? id) => id is not null && _gateways.Contains(id);
}
