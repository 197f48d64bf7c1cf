using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Api;

/// <summary>Finds the assignments that people mean by a port or an id.</summary>
internal static class Naming
{
    /// <summary>Finds by port, or by id if no assignment has such a port.</summary>
    public static IReadOnlyList<AssignmentView> Find(IReadOnlyList<AssignmentView> all, string name)
    {
        AssignmentView[] byPort = int.TryParse(name, out var port) && port > 0 ? [.. all.Where(a => a.Port == port)] : [];
        return byPort.Length > 0 ? byPort : [.. all.Where(a => a.Id == name)];
    }

    /// <exception cref="WarpException">when no assignment has this name, or more than one.</exception>
    public static AssignmentView FindOne(IReadOnlyList<AssignmentView> all, string name, string? gateway)
    {
        var found = Find(all, name).Where(a => gateway is null || a.Gateway == gateway).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new WarpException(ExitCode.NotFound, $"there is no port or assignment \"{name}\"", "\"warp list\" shows what there is"),
            _ => throw new WarpException(
                ExitCode.BadArgument,
                $"port {name} is open on several gateways: {string.Join(", ", found.Select(a => a.Gateway))}",
                "say which one with --gateway, or name the assignment's id"
            ),
        };
    }
}
