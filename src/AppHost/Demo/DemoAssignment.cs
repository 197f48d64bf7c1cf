using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.AppHost.Demo;

/// <summary>Publishes the demo target as any operator would: through the REST API, with the admin token.</summary>
internal sealed class DemoAssignment : IDisposable
{
    public const string Id = "demo";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http;

    public DemoAssignment(Uri api, string token)
    {
        // A proxy of the environment has no business on the loopback address.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Creates or replaces the assignment and returns once visitors are served.</summary>
    /// <exception cref="StartupException">when it was refused, or nobody serves it in time.</exception>
    public async Task PublishAsync(AssignmentWish wish, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync(RestRoutes.Assignments, wish, RestJson.Default.AssignmentWish, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.Content.ReadFromJsonAsync(RestJson.Default.ApiProblem, cancellationToken);
            throw new StartupException($"the demo port was refused: {problem?.Detail ?? response.StatusCode.ToString()}");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        AssignmentView? last = null;
        try
        {
            while (last is not { State: AssignmentStatus.Listening })
            {
                last = (await GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, timeout.Token)).FirstOrDefault(a => a.Id == wish.Id);
                if (last is { State: AssignmentStatus.Failed }) throw new StartupException($"the demo port failed: {last.Reason}");
                if (last is not { State: AssignmentStatus.Listening }) await Task.Delay(Pause, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"the demo port is not served after {limit.TotalSeconds:0} s: it is {last?.State.ToString().ToLowerInvariant() ?? "unknown"}, {last?.Reason ?? "no reason given"}");
        }
    }

    public async Task<GatewayView> GatewayAsync(string id, CancellationToken cancellationToken) =>
        (await GetAsync(RestRoutes.Gateways, RestJson.Default.IReadOnlyListGatewayView, cancellationToken)).First(g => g.Id == id);

    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync(path, type, cancellationToken))!;
}
