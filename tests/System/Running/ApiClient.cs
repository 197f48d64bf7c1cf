using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SocketWarp.Protocol.Rest;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Running;

/// <summary>The REST API as an operator's program would use it.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri address, string token)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = Limits.Step };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Publishes <paramref name="target"/> on a port that the gateway chooses, and returns the port once visitors are served.</summary>
    public async Task<int> PublishAsync(string uid, string target, string id, int port = 0)
    {
        await PutAsync(uid, target, id, port);
        return (await UntilAsync(id, a => a.State == AssignmentStatus.Listening && a.Port != 0)).Port;
    }

    public async Task PutAsync(string uid, string target, string id, int port = 0)
    {
        using var response = await _http.PutAsJsonAsync(RestRoutes.Assignments, new AssignmentWish { Id = id, Uid = uid, Target = target, Port = port }, RestJson.Default.AssignmentWish);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<AssignmentView?> FindAsync(string id)
    {
        var json = await _http.GetStringAsync(RestRoutes.Assignments);
        return JsonSerializer.Deserialize(json, RestJson.Default.IReadOnlyListAssignmentView)!.FirstOrDefault(a => a.Id == id);
    }

    /// <summary>The assignment once <paramref name="condition"/> holds.</summary>
    public async Task<AssignmentView> UntilAsync(string id, Func<AssignmentView, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        while (true)
        {
            if (await FindAsync(id) is { } assignment && condition(assignment)) return assignment;
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    public void Dispose() => _http.Dispose();
}
