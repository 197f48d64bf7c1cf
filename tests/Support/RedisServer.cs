namespace SocketWarp.TestSupport;

/// <summary>Debian's redis-server on a port of its own, with a folder that outlives its kills.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly string[] _arguments;
    private RunningProcess _process;

    private RedisServer(int port, string[] arguments)
    {
        Port = port;
        _arguments =
        [
            "--bind",
            "127.0.0.1",
            "--port",
            $"{port}",
            "--dir",
            _folder.Path,
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--save",
            "",
            .. arguments,
        ];
        _process = Run();
    }

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <param name="arguments">Added to those that every server has.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = new RedisServer(Ports.FreeTcp(), arguments);
        await server.WaitAsync();
        return server;
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stops it in the middle of whatever it does; it keeps its connections and answers nobody.</summary>
    public Task PauseAsync() => _process.SignalAsync("STOP");

    public Task ContinueAsync() => _process.SignalAsync("CONT");

    /// <summary>Starts a killed one, with what it had written.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = Run();
        await WaitAsync();
    }

    /// <summary>Copies what a killed one has written, or puts such a copy back.</summary>
    public void Copy(string from, string to)
    {
        var (source, destination) = (_folder.File(from), _folder.File(to));
        if (Directory.Exists(destination))
            Directory.Delete(destination, recursive: true);
        Directory.CreateDirectory(destination);
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
    }

    /// <summary>Runs one command as redis-cli does.</summary>
    public async Task<string> CommandAsync(params string[] words) =>
        (await RunningProcess.MustRunAsync("redis-cli", ["-h", "127.0.0.1", "-p", $"{Port}", .. words])).Trim();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private RunningProcess Run() => RunningProcess.Start("redis-server", _arguments);

    private Task<string> WaitAsync() => _process.LineAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
}
