using System.Diagnostics;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Open;

/// <summary>Records a wish and waits for what becomes of it.</summary>
internal static class Opening
{
    /// <param name="wait">Longest wait for the port to listen or to fail; the wish stays recorded either way.</param>
    public static async Task<AssignmentView> RunAsync(ControlClient api, AssignmentWish wish, TimeSpan wait, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // Without a name and a port nothing could be replaced, so it is a new one.
        var assignment =
            wish.Id is null && wish.Port == 0
                ? await api.CreateAssignmentAsync(wish, cancellationToken)
                : await api.PutAssignmentAsync(wish, cancellationToken: cancellationToken);
        var left = wait - watch.Elapsed;
        return IsSettled(assignment) || left <= TimeSpan.Zero
            ? assignment
            : await api.WaitForAssignmentAsync(assignment.Id, IsSettled, left, cancellationToken);
    }

    private static bool IsSettled(AssignmentView assignment) => assignment.State is AssignmentStatus.Listening or AssignmentStatus.Failed;
}
