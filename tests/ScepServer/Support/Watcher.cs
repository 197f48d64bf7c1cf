using System.Text.Json;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>Reads <c>/api/watch</c>.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private Watcher(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    public static async Task<Watcher> OpenAsync(ScepApi api)
    {
        var response = await api.Http.GetAsync("/api/watch", HttpCompletionOption.ResponseHeadersRead).InTime();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var watcher = new Watcher(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        Assert.Equal("""{"kind":"hello"}""", await watcher.LineAsync());
        return watcher;
    }

    public async Task<string?> LineAsync() => await _reader.ReadLineAsync().InTime();

    /// <summary>Reads on until it is told of this client.</summary>
    public async Task UntilAsync(string uid)
    {
        while (true)
        {
            var line = JsonElement.Parse(await LineAsync() ?? throw new EndOfStreamException());
            if (line.GetProperty("kind").GetString() == "changed" && line.GetProperty("uid").GetString() == uid) return;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
