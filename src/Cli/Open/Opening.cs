using System.Diagnostics;
using SocketWarp.Cli.Api;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Open;

/// <summary>Records a wish and waits for what becomes of it.</summary>
internal static class Opening
{
    // Fast enough for a person, and few enough calls for the API.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="wait">Longest wait for the port to listen or to fail; the wish stays recorded either way.</param>
    public static async Task<ApiAnswer<AssignmentView>> RunAsync(ApiClient api, AssignmentWish wish, TimeSpan wait, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // Without a name and a port nothing could be replaced, so it is a new one.
        var method = wish.Id is null && wish.Port == 0 ? HttpMethod.Post : HttpMethod.Put;
        var answer = await api.SendAsync(method, RestRoutes.Assignments, wish, RestJson.Default.AssignmentWish, RestJson.Default.AssignmentView, cancellationToken);
        while (answer.Value.State is AssignmentStatus.Pending or AssignmentStatus.Waiting && watch.Elapsed < wait)
        {
            await Task.Delay(Pause, cancellationToken);
            answer = await api.GetAsync($"{RestRoutes.Assignments}/{answer.Value.Id}", RestJson.Default.AssignmentView, cancellationToken);
        }

        return answer;
    }
}
