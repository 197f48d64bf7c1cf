using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>Hears what became of assignments; must not wait.</summary>
internal interface IAssignmentReports
{
    void Post(AssignmentReport report);

    void Post(Applied applied);
}
