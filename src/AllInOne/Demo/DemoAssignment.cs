using SocketWarp.Base;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.AllInOne.Demo;

/// <summary>Publishes the demo target as any operator would: through the REST API, with the admin token.</summary>
internal static class DemoAssignment
{
    public const string Id = "demo";

    /// <summary>Creates or replaces the assignment and returns once visitors are served.</summary>
    /// <exception cref="StartupException">when it was refused, or nobody serves it in time</exception>
    public static async Task PublishAsync(ControlClient api, AssignmentRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        AssignmentView last;
        try
        {
            await api.PutAssignmentAsync(request, cancellationToken: cancellationToken);
            last = await api.WaitForAssignmentAsync(
                request.Id!,
                a => a.State is AssignmentStatus.Listening or AssignmentStatus.Failed,
                limit,
                cancellationToken
            );
        }
        catch (ApiException e)
        {
            throw new StartupException($"the demo port was refused: {e.Problem?.Detail ?? e.Message}", e);
        }

        if (last.State == AssignmentStatus.Failed)
            throw new StartupException($"the demo port failed: {last.Reason}");
        if (last.State == AssignmentStatus.Listening)
            return;
        var state = last.State.ToString().ToLowerInvariant();
        throw new StartupException($"the demo port is not served after {limit.TotalSeconds:0} s: it is {state}, {last.Reason ?? "no reason given"}");
    }
}
