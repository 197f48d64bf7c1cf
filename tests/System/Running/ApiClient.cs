using SocketWarp.Client;
using SocketWarp.Protocol.Rest;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Running;

/// <summary>The REST API as an operator's program would use it.</summary>
internal sealed class ApiClient(Uri address, string token) : IDisposable
{
    private readonly ControlClient _api = new(
        new ApiClientOptions
        {
            Address = address,
            Token = token,
            CallTimeout = Limits.Step,
        }
    );

    /// <summary>Publishes <paramref name="target"/> on a port that the gateway chooses, and returns the port once visitors are served.</summary>
    public async Task<int> PublishAsync(string uid, string target, string id, int port = 0)
    {
        await PutAsync(uid, target, id, port);
        return (await UntilAsync(id, a => a.State == AssignmentStatus.Listening && a.Port != 0)).Port;
    }

    public Task PutAsync(string uid, string target, string id, int port = 0) =>
        _api.PutAssignmentAsync(
            new AssignmentRequest
            {
                Id = id,
                Uid = uid,
                Target = target,
                Port = port,
            }
        );

    /// <summary>The assignment once <paramref name="condition"/> holds.</summary>
    public async Task<AssignmentView> UntilAsync(string id, Func<AssignmentView, bool> condition)
    {
        var assignment = await _api.WaitForAssignmentAsync(id, condition, Limits.Step);
        return condition(assignment) ? assignment : throw new TimeoutException($"it is still {assignment}");
    }

    public void Dispose() => _api.Dispose();
}
