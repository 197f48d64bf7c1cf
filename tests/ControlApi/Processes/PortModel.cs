using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Processes;

/// <summary>What the test knows of one port: what was acknowledged, and what was asked for and never answered.</summary>
internal sealed class PortModel(int port)
{
    private int _version;
    private int? _acknowledged;
    private int? _asked;
    private bool _inFlight;

    public int Port => port;

    public bool IsThere => _acknowledged is not null;

    /// <summary>Makes one change; false when the process died before it answered.</summary>
    public async Task<bool> ChangeAsync(ApiClient api, Random random)
    {
        var remove = _acknowledged is not null && random.Next(2) == 0;
        _asked = remove ? null : ++_version;
        _inFlight = true;
        try
        {
            var answer = await SendAsync(api, remove, legacy: random.Next(2) == 0);
            Assert.True(answer.Status is 200 or 201 or 204, $"port {port}: {answer}");
        }
        catch (HttpRequestException)
        {
            return false;
        }

        _acknowledged = _asked;
        _inFlight = false;
        return true;
    }

    /// <summary>The stored state is the acknowledged one, or the one asked for when that was never answered; and it is whole.</summary>
    public void Check(AssignmentView? stored, string where)
    {
        int? version = stored is null ? null : int.Parse(stored.Target[1..^2]);
        if (stored is not null)
            Assert.Equal(($"u{port}", $"t{version}:1", "default", "tcp"), (stored.Uid, stored.Target, stored.Gateway, stored.Protocol));
        Assert.True(
            version == _acknowledged || (_inFlight && version == _asked),
            $"{where}: port {port} has {version}, acknowledged {_acknowledged}, in flight {(_inFlight ? _asked : -1)}"
        );
        _acknowledged = version;
        _inFlight = false;
    }

    private async Task<ApiAnswer> SendAsync(ApiClient api, bool remove, bool legacy)
    {
        if (!remove && _acknowledged is null && legacy)
            return await api.OpenAsync($"u{port}", port, $"t{_asked}", 1);
        if (!remove)
            return await api.PutAsync(
                new
                {
                    port,
                    uid = $"u{port}",
                    target = $"t{_asked}:1",
                }
            );
        if (legacy)
            return await api.CloseAsync(port);
        var id = (await api.ListAsync()).Single(a => a.Port == port).Id;
        return await api.DeleteAsync($"{RestRoutes.Assignments}/{id}");
    }
}
