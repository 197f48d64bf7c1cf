using System.Diagnostics;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Open;

/// <summary>Records an assignment and waits for what becomes of it.</summary>
internal static class Opening
{
    /// <param name="wait">Longest wait for the port to listen or to fail; the assignment stays recorded either way.</param>
    public static async Task<AssignmentView> RunAsync(ControlClient api, AssignmentRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // Without a name and a port nothing could be replaced, so it is a new one.
        var assignment =
            request.Id is null && request.Port == 0
                ? await api.CreateAssignmentAsync(request, cancellationToken)
                : await api.PutAssignmentAsync(request, cancellationToken: cancellationToken);
        var left = wait - watch.Elapsed;
        return IsSettled(assignment) || left <= TimeSpan.Zero
            ? assignment
            : await api.WaitForAssignmentAsync(assignment.Id, IsSettled, left, cancellationToken);
    }

    private static bool IsSettled(AssignmentView assignment) => assignment.State is AssignmentStatus.Listening or AssignmentStatus.Failed;
}
