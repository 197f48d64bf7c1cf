using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Backup;

namespace SocketWarp.ControlApi.Backup;

/// <summary>A backup of assignments.</summary>
internal static class AssignmentBackup
{
    private const string Kind = "assignments";

    public static byte[] Write(AssignmentTable table, DateTimeOffset time) =>
        BackupText.Write(Kind, table.Revision, time, [.. table.All.Where(a => !a.Tentative)], AssignmentRecordJson.Default.Assignment);

    /// <summary>Reads what the store shall be, and checks it as the API checks what callers send.</summary>
    /// <exception cref="BackupException">when a line is wrong, or two do not go together.</exception>
    public static IReadOnlyList<Assignment> Read(ReadOnlySpan<byte> text)
    {
        var items = BackupText.Read(text, Kind, AssignmentRecordJson.Default.Assignment);
        var (ids, ports) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<PortKey, int>());
        return [.. items.Select((item, i) => Check(item, i + 2, ids, ports))];
    }

    private static Assignment Check(Assignment item, int line, Dictionary<string, int> ids, Dictionary<PortKey, int> ports)
    {
        var request = new AssignmentRequest
        {
            Id = item.Id,
            Gateway = item.Gateway,
            Protocol = item.Protocol.ToString().ToLowerInvariant(),
            Port = item.Port,
            ListenAddress = item.ListenAddress,
            Uid = item.Uid,
            Target = item.Target,
            MaxVisitors = item.MaxVisitors,
            Description = item.Description,
        };
        if (!AssignmentRules.TryRead(request, item.Id ?? "", out var assignment, out var problem))
            throw new BackupException(line, problem.Field, problem.Detail![..^(problem.Fix!.Length + 2)], problem.Fix);
        if (!ids.TryAdd(assignment.Id, line))
            throw new BackupException(line, "id", $"the id \"{assignment.Id}\" is that of line {ids[assignment.Id]} too", "leave one of them out");
        if (assignment.PortKey is { } port && !ports.TryAdd(port, line))
            throw new BackupException(
                line,
                "port",
                $"port {port.Port} of gateway \"{port.Gateway}\" is that of line {ports[port]} too",
                "leave one of them out"
            );
        return assignment;
    }
}
