using System.Diagnostics;
using SocketWarp.Client.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client;

/// <summary>
/// A client of ControlApi: what shall be published, and what has become of it. Reading needs a token of the role viewer, all else one of the role admin.
/// </summary>
/// <param name="options">The address, the token and the limits.</param>
/// <exception cref="IOException">when the file of the authorities cannot be read</exception>
/// <exception cref="UnauthorizedAccessException">when this user may not read the file of the authorities</exception>
/// <exception cref="System.Security.Cryptography.CryptographicException">when the file of the authorities has no certificate</exception>
public sealed class ControlClient(ApiClientOptions options) : ServiceClient("the API", "assignments", options)
{
    // Quick for a port that opens at once, and few calls for one that takes long.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Lists all assignments with their state, by gateway and port.</summary>
    /// <exception cref="ApiException">when it failed</exception>
    public Task<IReadOnlyList<AssignmentView>> ListAssignmentsAsync(CancellationToken cancellationToken = default) =>
        Connection.GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, cancellationToken);

    /// <summary>Reads one assignment with its state.</summary>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such id</exception>
    public Task<AssignmentView> GetAssignmentAsync(string id, CancellationToken cancellationToken = default) =>
        Connection.GetAsync(ApiConnection.PathOf(RestRoutes.Assignments, id), RestJson.Default.AssignmentView, cancellationToken);

    /// <summary>Records a new assignment and waits a moment for its gateway's answer; the service chooses an id and a port that are left out.</summary>
    /// <exception cref="ApiException">when it failed; status 409 when the id or the port is taken, 422 when a value is not allowed</exception>
    public Task<AssignmentView> CreateAssignmentAsync(AssignmentRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, request, null, cancellationToken);

    /// <summary>
    /// Creates or replaces the assignment that has this id, or else this gateway, protocol and port, and waits a moment for its gateway's answer.
    /// </summary>
    /// <param name="request">The assignment as it shall be.</param>
    /// <param name="ifRevision">Replaces only this revision; null: any.</param>
    /// <param name="cancellationToken">Ends the call, which the service may have done all the same.</param>
    /// <exception cref="ApiException">
    /// when it failed; status 409 when the port is taken, 412 when the revision is another, 422 when a value is not allowed
    /// </exception>
    public Task<AssignmentView> PutAssignmentAsync(AssignmentRequest request, ulong? ifRevision = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, request, ifRevision, cancellationToken);

    /// <summary>Forgets an assignment; tunnels that are open go on.</summary>
    /// <param name="id">The assignment.</param>
    /// <param name="ifRevision">Forgets only this revision; null: any.</param>
    /// <param name="cancellationToken">Ends the call, which the service may have done all the same.</param>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such id, 412 when the revision is another</exception>
    public Task DeleteAssignmentAsync(string id, ulong? ifRevision = null, CancellationToken cancellationToken = default) =>
        Connection.DeleteAsync(ApiConnection.PathOf(RestRoutes.Assignments, id), ifRevision, cancellationToken);

    /// <summary>Reads an assignment again and again, until it is as wanted or the time is over.</summary>
    /// <returns>The assignment as it was read last: the caller looks whether it is as wanted.</returns>
    /// <exception cref="ApiException">when it failed; status 404 when there is no such id any more</exception>
    public async Task<AssignmentView> WaitForAssignmentAsync(
        string id,
        Func<AssignmentView, bool> until,
        TimeSpan limit,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(until);
        var clock = Stopwatch.StartNew();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var assignment = await GetAssignmentAsync(id, cancellationToken).ConfigureAwait(false);
            var left = limit - clock.Elapsed;
            if (until(assignment) || left <= TimeSpan.Zero)
                return assignment;
            await Task.Delay(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists the last known session of each uid at each gateway.</summary>
    /// <exception cref="ApiException">when it failed</exception>
    public Task<IReadOnlyList<ConnectorView>> ListConnectorsAsync(CancellationToken cancellationToken = default) =>
        Connection.GetAsync(RestRoutes.Connectors, RestJson.Default.IReadOnlyListConnectorView, cancellationToken);

    /// <summary>Lists the gateways that are attached, have been, or are named by an assignment.</summary>
    /// <exception cref="ApiException">when it failed</exception>
    public Task<IReadOnlyList<GatewayView>> ListGatewaysAsync(CancellationToken cancellationToken = default) =>
        Connection.GetAsync(RestRoutes.Gateways, RestJson.Default.IReadOnlyListGatewayView, cancellationToken);

    /// <summary>Reads how the service and its gateways are, with version and revision.</summary>
    /// <exception cref="ApiException">when it failed</exception>
    public Task<HealthView> GetHealthAsync(CancellationToken cancellationToken = default) =>
        Connection.GetAsync(RestRoutes.Health, RestJson.Default.HealthView, cancellationToken);

    private Task<AssignmentView> SendAsync(HttpMethod method, AssignmentRequest request, ulong? ifRevision, CancellationToken cancellationToken) =>
        Connection.SendAsync(
            method,
            RestRoutes.Assignments,
            request,
            RestJson.Default.AssignmentRequest,
            RestJson.Default.AssignmentView,
            cancellationToken,
            ifRevision
        );
}
